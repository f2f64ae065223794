"""The one place where what happened to an article is written down."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Article, ArticleEvent, Revision, Translation


def record(
    thing: Article | Translation | Revision, action: str, *, by: User | None, **particulars: Any
) -> ArticleEvent:
    """Record in the caller's transaction what somebody, or the clock, did to an article or one text of it."""
    revision = thing if isinstance(thing, Revision) else None
    translation = revision.translation if revision else thing if isinstance(thing, Translation) else None
    article = translation.article if translation else thing
    assert isinstance(article, Article)
    touch(article)
    return ArticleEvent.objects.create(
        article=article, translation=translation, revision=revision, action=action, by=by, particulars=particulars
    )


def touch(article: Article) -> None:
    """Move an article to the top of the authors' list."""
    Article.objects.filter(pk=article.pk).update(touched_at=timezone.now())
