"""Write a text: the form, what is kept while typing, and how it will look."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.forms.article import TextForm, said_state, written
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.knowledge.finding import find_article, find_text, opened, refused, text_page
from helpdesk.lib.html.article import render_article
from knowledgebase.comparing import compare
from knowledgebase.errors import ArticleError, SavedMeanwhile
from knowledgebase.models import Article, Revision, Translation
from knowledgebase.operations.drafting import discard_draft, name_source, newest_ready, save_draft
from knowledgebase.permissions import may_write


@require_safe
@agents_only
def show(request: AgentRequest, pk: int, locale: str = "") -> HttpResponse:
    """Open a text to write, or to read for those who do not write here; no language means that of the source."""
    if not locale:
        return redirect("agent_article", pk, find_article(request, pk).source_locale)
    text = find_text(request, pk, locale)
    if not may_write(request.user, text.article.category):
        return redirect("agent_article_reading", pk, locale)
    return _page(request, text, TextForm(initial=_initial(text)))


@require_POST
@agents_only
def draft(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """Keep what is typed. A script gets the draft's new version; a form sent by hand the page again."""
    text = find_text(request, pk, locale)
    form = TextForm(request.POST)
    if not form.is_valid():
        return _page(request, text, form, status=422)
    try:
        saved = save_draft(
            text, by=request.user, text=form.text, seen=form.seen_state, comment=form.cleaned_data["comment"]
        )
    except SavedMeanwhile as error:
        return _conflict(request, text, form, error.theirs, str(error))
    except ArticleError as error:
        said = refused(error)
        if request.htmx:
            return render(request, "agent/knowledge/_refused.html", said, status=said["status"])
        return _page(request, text, form, **said)
    if request.htmx:
        at = timezone.localtime(saved.saved_at).strftime("%H:%M")
        return JsonResponse({"newest": said_state(saved), "said": f"Saved {at}"})
    messages.success(request, "The draft is saved")
    return redirect("agent_article", pk, locale)


@require_POST
@agents_only
def discarding(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """Throw the draft away."""
    text = find_text(request, pk, locale)
    try:
        discard_draft(text, by=request.user)
    except ArticleError as error:
        return _page(request, text, TextForm(initial=_initial(text)), **refused(error))
    messages.success(request, "The draft is gone; readers see what they saw")
    return redirect("agent_article", pk, locale)


@require_POST
@agents_only
def source_said(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """Say which text of the source the draft translates now."""
    text = find_text(request, pk, locale)
    number = request.POST.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404
    try:
        name_source(text, by=request.user, number=int(number))
    except ArticleError as error:
        return _page(request, text, TextForm(initial=_initial(text)), **refused(error))
    messages.success(request, f"The draft says revision {number} of the source")
    return redirect("agent_article", pk, locale)


@require_POST
@agents_only
def preview(request: AgentRequest) -> HttpResponse:
    """Draw a text as readers will see it; nothing is stored."""
    if not request.user.can_answer:
        raise Http404
    kind = request.POST.get("kind", "")
    rendered = render_article(
        request.POST.get("body", ""),
        kind=kind if kind in Article.Kind.values else Article.Kind.TEXT,
        locale=request.POST.get("locale", "en")[:16],
    )
    if request.POST.get("plain"):
        # What rich text edits: nothing but the text.
        return HttpResponse(rendered.html)
    return render(request, "agent/knowledge/_preview.html", {"rendered": rendered})


def _initial(text: Translation) -> dict[str, Any]:
    newest = text.revisions.first()
    return written(opened(text) or text.current_revision or newest, newest)


def _conflict(request: AgentRequest, text: Translation, form: TextForm, theirs: Revision, why: str) -> HttpResponse:
    """Show both texts; whoever saves next does so knowing the other's."""
    rows = compare(theirs.body, form.cleaned_data["body"])
    context = {"theirs": theirs, "rows": rows, "newest": said_state(theirs), "why": why}
    if request.htmx:
        return render(request, "agent/knowledge/_conflict.html", context, status=409)
    again = request.POST.copy()
    again["newest"] = said_state(theirs)
    return _page(request, text, TextForm(again), status=409, **context)


def _page(request: AgentRequest, text: Translation, form: TextForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    draft = opened(text)
    context: dict[str, Any] = {"form": form, "files": text.article.files.all(), **extra}
    if not text.is_source:
        source, latest = newest_ready(text.article), draft or text.current_revision
        said = latest.translated_from if latest else None
        context |= {"source": source, "behind_from": said if said and source and said.pk != source.pk else None}
    return text_page(request, text, "edit", "write", status=status, **context)
