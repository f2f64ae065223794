"""Subscribers of the status page: who they are, what they were told, and what did not arrive."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from channels_inbox.forms.subscriber import SubscriberForm
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import add_errors
from knowledgebase.models import Subscriber, SubscriberDelivery
from knowledgebase.operations.subscribing import add_subscriber, remove_subscriber, send_again
from knowledgebase.selectors.subscribers import counts, found_subscribers, told_lately, troubled

PLACE = {"section": "settings", "here": "subscribers"}
SHOWN, UPDATES, TROUBLES = 50, 5, 10


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
@never_cache
def subscribers(request: AgentRequest) -> HttpResponse:
    """List subscribers, or ask somebody to become one."""
    form = SubscriberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_subscriber(form.cleaned_data["email"], url=form.cleaned_data["url"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, f"{form.cleaned_data['email']} is asked by mail")
            return redirect("agent_subscribers")
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {
        "form": form,
        "words": words,
        "rows": found_subscribers(words, count=SHOWN),
        "shown": SHOWN,
        "counts": counts(),
        "told": told_lately(count=UPDATES),
        "troubled": troubled(count=TROUBLES),
        **PLACE,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "agent/settings/subscribers/index.html", context, status=status)


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int) -> HttpResponse:
    subscriber = get_object_or_404(Subscriber, pk=pk)
    name = str(subscriber)
    remove_subscriber(subscriber, by=request.user)
    messages.success(request, f"{name} is told nothing more")
    return redirect("agent_subscribers")


@require_POST
@admins_only
def attempts(request: AgentRequest, pk: int) -> HttpResponse:
    """Send once more what failed, or what may not have arrived."""
    if send_again(get_object_or_404(SubscriberDelivery, pk=pk), by=request.user):
        messages.success(request, "It is sent again")
    return redirect("agent_subscribers")
