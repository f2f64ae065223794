"""Questions and answers of the bot: the list, and one with all its wordings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.bot.answering import delete_faq, save_faq
from channels_inbox.forms.faq import FaqForm, written
from channels_inbox.models import Faq
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt

PLACE = {"section": "settings", "here": "faqs"}
SHOWN = 200


@require_safe
@admins_only
def faqs(request: AgentRequest) -> HttpResponse:
    """List the questions; a search finds any part of a wording or an answer."""
    query = " ".join(request.GET.get("q", "").split())[:60]
    found = Faq.objects.prefetch_related("wordings")
    if query:
        found = (found.filter(wordings__text__icontains=query) | found.filter(answer__icontains=query)).distinct()
    rows = list(found[: SHOWN + 1])
    context = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "query": query, **PLACE}
    return render(request, "agent/settings/faqs/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    faq = get_object_or_404(Faq, pk=pk) if pk else Faq()
    form, code = FaqForm(initial=written(faq)), 200
    if request.method == "POST":

        def save(form: FaqForm) -> None:
            given = {name: form.cleaned_data[name] for name in ("wordings", "answer", "language", "active")}
            save_faq(faq, **given, by=request.user, seen=form.seen)

        form, code = attempt(request, FaqForm, faq, save)
        if code == SAVED:
            messages.success(request, "The question is saved")
            return redirect("agent_faqs")
    return render(request, "agent/settings/faqs/edit.html", {"form": form, "faq": faq, **PLACE}, status=code)


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int) -> HttpResponse:
    delete_faq(get_object_or_404(Faq, pk=pk), by=request.user)
    messages.success(request, "The question is gone")
    return redirect("agent_faqs")
