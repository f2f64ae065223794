"""Hear of incidents: ask, confirm, change, end. Looking changes nothing: mail scanners open links before people do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import address_of
from channels_inbox.portal.forms.subscribe import CHOSEN, WHOLE, PartsForm, SubscribeForm
from helpdesk.lib.crypto import unseal
from helpdesk.lib.limits import allow
from knowledgebase.models import Subscriber
from knowledgebase.operations.subscribing import (
    ask_to_subscribe,
    change_subscription,
    confirm_subscription,
    end_subscription,
)
from knowledgebase.portal.locales import in_preferred_locale
from knowledgebase.subscriptions import make_token, read_confirmation, read_token

TEMPLATE = "help/subscriptions/new.html"
HOUR = 3600
View = Callable[..., HttpResponse]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_preferred_locale
def new(request: HttpRequest) -> HttpResponse:
    """Ask to hear of incidents. The answer is the same whether the address is known or not."""
    if request.method != "POST":
        return render(request, TEMPLATE, {"form": SubscribeForm(reader=request.user, initial={"scope": WHOLE})})
    form = SubscribeForm(request.POST, reader=request.user)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=422)
    if not allow("subscribe", address_of(request), limit=20, seconds=HOUR):
        return render(request, TEMPLATE, {"form": form, "too_often": True}, status=429)
    try:
        given = form.cleaned_data
        ask_to_subscribe(given["email"], url=given["url"], components=form.chosen, language=get_language() or "")
    except ValidationError as error:
        for name, problems in error.message_dict.items():
            form.add_error(name, problems)
        return render(request, TEMPLATE, {"form": form}, status=422)
    return redirect("status_subscription_sent")


# The status page's own field posts here: that page is a plain file without a token, and this changes nothing. By POST,
# because addresses in the address bar end up in logs.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@in_preferred_locale
def begin(request: HttpRequest) -> HttpResponse:
    """Show the form with the address that was typed on the status page."""
    form = SubscribeForm(reader=request.user, initial={"email": request.POST.get("email", "")[:254], "scope": WHOLE})
    return render(request, TEMPLATE, {"form": form})


@require_safe
@in_preferred_locale
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "help/subscriptions/sent.html")


def _sealed(view: View) -> View:
    """The address is the key: no search engine keeps it, and no other site hears of it."""

    @never_cache
    @wraps(view)
    def through(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return through


@_sealed
@require_http_methods(["GET", "HEAD", "POST"])
@in_preferred_locale
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more by one button; then the subscription counts. A program's secret is shown on this answer alone."""
    pk = read_confirmation(token)
    if pk is None:
        return render(request, "help/subscriptions/gone.html", status=410)
    if request.method != "POST":
        subscriber = Subscriber.objects.filter(pk=pk).first()
        if subscriber is None:
            return render(request, "help/subscriptions/gone.html", status=410)
        return render(request, "help/subscriptions/confirm.html", {"subscriber": subscriber, "token": token})
    known = Subscriber.objects.confirmed().filter(pk=pk).exists()
    subscriber = confirm_subscription(pk)
    if subscriber is None:
        return render(request, "help/subscriptions/gone.html", status=410)
    secret = unseal(subscriber.sealed).get("secret", "") if subscriber.url and not known else ""
    context = {"subscriber": subscriber, "manage": make_token(subscriber), "secret": secret}
    return render(request, "help/subscriptions/confirmed.html", context)


@_sealed
@require_http_methods(["GET", "HEAD", "POST"])
@in_preferred_locale
def show(request: HttpRequest, token: str) -> HttpResponse:
    """Choose what one hears of, or end it."""
    subscriber = _find(token)
    if subscriber is None or subscriber.confirmed_at is None:
        return render(request, "help/subscriptions/gone.html", status=410)
    first: dict[str, Any] = {"scope": WHOLE if subscriber.whole_page else CHOSEN}
    chosen = list(subscriber.components.values_list("pk", flat=True))
    first["components"] = chosen
    # The link is opened without signing in; what was chosen by somebody signed in must not fall out by saving.
    form = PartsForm(request.POST or None, reader=request.user, chosen=chosen, initial=first)
    context = {"form": form, "subscriber": subscriber, "token": token}
    if request.method != "POST":
        return render(request, "help/subscriptions/show.html", context)
    if not form.is_valid():
        return render(request, "help/subscriptions/show.html", context, status=422)
    change_subscription(subscriber, components=form.chosen)
    return redirect(f"{reverse('status_subscription', args=[token])}?saved=1")


# A mail program posts here by itself, without a cookie or a form of ours (RFC 8058); the signed address is the proof.
@csrf_exempt
@_sealed
@require_http_methods(["GET", "HEAD", "POST"])
@in_preferred_locale
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription by one button, or by a mail program's one click. Ended twice is ended."""
    subscriber = _find(token)
    if subscriber is not None and request.method == "POST":
        end_subscription(subscriber)
        subscriber = None
    return render(request, "help/subscriptions/end.html", {"subscriber": subscriber, "token": token})


def _find(token: str) -> Subscriber | None:
    pk = read_token(token)
    if pk is None:
        raise Http404
    return Subscriber.objects.filter(pk=pk).first()
