"""Articles beside a ticket: what answers it, using one, saying that one is wrong, writing a new one."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.answering_with import asked, beginning
from channels_inbox.forms.answers import BeginningForm, FlagForm
from channels_inbox.views.access import AgentRequest, agents_only, find_ticket
from channels_inbox.views.properties import refused
from helpdesk.lib.html import html_to_text
from helpdesk.lib.refusal import Refusal
from knowledgebase.models import Category, Translation, Visibility
from knowledgebase.operations.drafting import create_article
from knowledgebase.operations.flagging import flag_wrong
from knowledgebase.operations.writing import Text
from knowledgebase.search import SURE, search
from tickets.models import Ticket
from tickets.operations.citing import cite_article

SHOWN = 5
LONGEST = 200


@require_safe
@agents_only
def answers(request: AgentRequest, number: int) -> HttpResponse:
    """Draw the articles that answer a ticket, or what is searched for (`q`); loaded when the part is opened."""
    ticket = find_ticket(request, number)
    sought = request.GET.get("q", "").strip()[:LONGEST]
    found = search(request.user, sought or asked(ticket), limit=SHOWN)
    context = {
        "ticket": ticket,
        "results": found.results if sought else [result for result in found.results if result.score >= SURE * 0.75],
        "sought": sought,
        "internal": Visibility.INTERNAL,
    }
    part = "_answers_found.html" if "q" in request.GET else "_answers.html"
    return render(request, f"agent/tickets/{part}", context)


@require_POST
@agents_only
def answer(request: AgentRequest, number: int, pk: int) -> HttpResponse:
    """Give the composer an article's words, its address, or a quotation (`how`), and note that it was used."""
    ticket, translation = _ticket(request, number), _article(request, pk)
    how = request.POST.get("how", "")
    if how not in {"text", "link", "quote"} or (how == "link" and translation.article.audience == Visibility.INTERNAL):
        raise Http404
    try:
        cite_article(ticket, translation, by=request.user)
    except Refusal as refusal:
        return refused(request, ticket, str(refusal))
    words = _words(translation, how, request.POST.get("line", ""))
    response = render(request, "agent/tickets/_answer.html", {"words": words})
    response["HX-Trigger"] = "ticket:changed"
    return response


@require_POST
@agents_only
def flag(request: AgentRequest, number: int, pk: int) -> HttpResponse:
    """Keep for an article's owner what is wrong with it."""
    ticket, translation = find_ticket(request, number), _article(request, pk)
    form = FlagForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, str(form.errors["reason"][0]))
    flag_wrong(translation, by=request.user, reason=form.cleaned_data["reason"], ticket_number=ticket.number)
    response = HttpResponse()
    response["HX-Trigger"] = json.dumps({"desk:said": "Kept for its owner"})
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def draft(request: AgentRequest, number: int) -> HttpResponse:
    """Show an article's beginning made of a ticket and what was taken out of it, or begin it."""
    ticket = _ticket(request, number)
    begun = beginning(ticket)
    initial = {"title": begun.title, "body": begun.body, "locale": ticket.requester.language or None}
    form, status = BeginningForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = create_article(
                    by=request.user,
                    category=get_object_or_404(Category.objects.visible_to(request.user), pk=given["category"]),
                    locale=given["locale"],
                    text=Text(given["title"], body=given["body"]),
                )
            except Refusal as refusal:
                form.add_error("category", str(refusal))
                status = refusal.status
            else:
                messages.success(request, "The draft is begun. Nobody reads it until it is approved.")
                return redirect("agent_article", made.translation.article_id, made.translation.locale)
    context = {"ticket": ticket, "form": form, "removed": begun.removed, "section": "knowledge"}
    return render(request, "agent/tickets/new_article.html", context, status=status)


def _ticket(request: AgentRequest, number: int) -> Ticket:
    ticket = find_ticket(request, number)
    if not request.user.can_answer:
        raise Http404
    return ticket


def _article(request: AgentRequest, pk: int) -> Translation:
    seen = Translation.objects.published().visible_to(request.user).select_related("article", "current_revision")
    return get_object_or_404(seen, pk=pk)


def _words(translation: Translation, how: str, line: str) -> str:
    revision = translation.current_revision
    assert revision is not None
    if how == "link":
        return f"{revision.title}: {settings.SITE_URL}{translation.get_absolute_url()}"
    text = html_to_text(revision.html).strip()
    if how == "text":
        return text
    # Only what stands there can be quoted.
    quoted = line.strip() if line.strip() and line.strip() in text else next(iter(text.split("\n\n")), "")
    return "\n".join(f"> {part}" for part in quoted.splitlines())
