"""What differs between two states of a text, its history, and taking an old state up again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.forms.article import said_state
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.knowledge.finding import find_text, opened, refused, text_page
from knowledgebase.comparing import compare
from knowledgebase.errors import ArticleError
from knowledgebase.models import Revision, Translation, Vote
from knowledgebase.operations.restoring import restore_revision

# How much of the past a page lists.
SHOWN = 100


@require_safe
@agents_only
def show(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """Compare what is open with what readers see, or two revisions by number (?from=3&to=5)."""
    return changes_page(request, _written_text(request, pk, locale))


@require_safe
@agents_only
def history(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """List every revision, and what happened."""
    text = _written_text(request, pk, locale)
    revisions = text.revisions.select_related("creator", "edited_by", "reviewer").defer("body", "html", "parts")
    events = text.article.events.select_related("by", "translation", "revision")
    return text_page(request, text, "history", "history", revisions=revisions[:SHOWN], events=events[:SHOWN])


@require_safe
@agents_only
def feedback(request: AgentRequest, pk: int, locale: str) -> HttpResponse:
    """List what readers said of the text they see, and of those before it."""
    text = _written_text(request, pk, locale)
    votes = Vote.objects.filter(revision__translation=text).select_related("revision")
    current = votes.filter(revision=text.current_revision)
    counts = current.aggregate(all=Count("pk"), helped=Count("pk", filter=Q(helpful=True)))
    said = votes.exclude(reason="", comment="").order_by("-updated_at", "-pk")[:SHOWN]
    return text_page(request, text, "feedback", "feedback", counts=counts, said=said)


@require_POST
@agents_only
def restoration(request: AgentRequest, pk: int, locale: str, number: int) -> HttpResponse:
    """Begin a draft with the words of an old revision."""
    text = _written_text(request, pk, locale)
    old = get_object_or_404(text.revisions, number=number)
    try:
        restore_revision(old, by=request.user)
    except ArticleError as error:
        return changes_page(request, text, **refused(error))
    messages.success(request, f"Revision {number} is your draft now; readers see it when it is approved")
    return redirect("agent_article", pk, locale)


def changes_page(request: AgentRequest, text: Translation, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Draw the comparison with what a reviewer needs beside it."""
    before, after = _pair(request, text)
    rows = compare(before.body if before else "", after.body) if after else []
    words = [
        (label, compare(getattr(before, name, ""), getattr(after, name, "")))
        for name, label in (("title", "Title"), ("summary", "Summary"), ("keywords", "Other words"))
        if after and getattr(before, name, "") != getattr(after, name, "")
    ]
    context = {
        "before": before,
        "after": after,
        "rows": rows,
        "words": words,
        "side": request.GET.get("look") != "inline",
        "newest": said_state(after),
        "behind": _would_be_behind(text),
        **extra,
    }
    return text_page(request, text, "changes", "changes", status=status, **context)


def _written_text(request: AgentRequest, pk: int, locale: str) -> Translation:
    """Drafts and the past are for those who write."""
    if not request.user.can_answer:
        raise Http404
    return find_text(request, pk, locale)


def _pair(request: AgentRequest, text: Translation) -> tuple[Revision | None, Revision | None]:
    asked = [request.GET.get(name, "") for name in ("from", "to")]
    if all(part.isascii() and part.isdigit() and len(part) < 10 for part in asked):
        found = {one.number: one for one in _people(text).filter(number__in=asked)}
        if len(found) < len(set(asked)):
            raise Http404
        return found[int(asked[0])], found[int(asked[1])]
    draft = opened(text)
    if draft is not None:
        return text.current_revision, draft
    latest = list(_people(text)[:2])
    return (latest[1] if len(latest) > 1 else None), (latest[0] if latest else None)


def _people(text: Translation) -> Any:
    return text.revisions.select_related("creator", "edited_by", "reviewer")


def _would_be_behind(text: Translation) -> int:
    """Return how many published translations a major change of this text would put out of date."""
    if not text.is_source:
        return 0
    return sum(one.is_published for one in text.article.texts if one.pk != text.pk)  # type: ignore[attr-defined]
