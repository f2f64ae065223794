"""The one way from a request to an article, and what every page about one shows."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import User
from channels_inbox.views.access import AgentRequest
from helpdesk.lib.refusal import Refusal
from knowledgebase.comparing import changes, compare
from knowledgebase.models import Article, Revision, Translation
from knowledgebase.permissions import may_review, may_write
from knowledgebase.selectors.languages import standings, texts_with_drafts
from knowledgebase.selectors.shelves import shelves

SECTION = {"section": "knowledge"}


def find_article(request: AgentRequest, pk: int) -> Article:
    """Return an article this person may read; one they may not is as good as none."""
    found = Article.objects.visible_to(request.user).select_related("category", "owner")
    return get_object_or_404(found, pk=pk)


def find_text(request: AgentRequest, pk: int, locale: str) -> Translation:
    """Return one text of an article with what its page shows of the others."""
    source = Translation.objects.filter(article=OuterRef("pk"), locale=OuterRef("source_locale"))
    title = Subquery(source.values("current_revision__title")[:1])
    related = Prefetch("related", Article.objects.visible_to(request.user).annotate(title=title))
    articles = Article.objects.visible_to(request.user).select_related("category", "owner")
    article = get_object_or_404(articles.prefetch_related(texts_with_drafts(), "organizations", related), pk=pk)
    text: Translation | None = next((one for one in article.texts if one.locale == locale), None)  # type: ignore[attr-defined]
    if text is None or not (request.user.can_answer or text.is_published):
        raise Http404
    text.article = article
    return text


def opened(text: Translation) -> Revision | None:
    """Return the draft or what is in review. Reads what `find_text` prefetched."""
    found: Revision | None = next(iter(text.open_revisions), None)  # type: ignore[attr-defined]
    if found is not None:
        found.translation = text
    return found


def text_page(
    request: AgentRequest, text: Translation, template: str, tab: str, *, status: int = 200, **extra: Any
) -> HttpResponse:
    """Draw a page about one text."""
    user: User = request.user
    # What is being written is for those who write.
    article, draft = text.article, opened(text) if user.can_answer else None
    path = next(shelf.path for shelf in shelves() if shelf.category.pk == article.category_id)
    context = {
        "text": text,
        "article": article,
        "draft": draft,
        "shown": draft or text.current_revision or (text.revisions.first() if user.can_answer else None),
        "changed": _changed(text, draft) if draft else 0,
        "path": path,
        "standings": standings(article),
        "may_write": may_write(user, article.category),
        "may_review": may_review(user, text.locale),
        "tab": tab,
        **SECTION,
        **extra,
    }
    return render(request, f"agent/knowledge/{template}.html", context, status=status)


def refused(error: Refusal) -> dict[str, Any]:
    """Return how a page says what could not be done."""
    return {"refused": getattr(error, "problems", None) or [str(error)], "status": error.status}


def _changed(text: Translation, draft: Revision) -> int:
    current = text.current_revision
    return changes(compare(current.body if current else "", draft.body))
