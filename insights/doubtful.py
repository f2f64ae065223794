"""Doubtful articles as a list: one row an article, with every reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts.models import User
from insights.answering import articles_of
from insights.models import Doubt
from knowledgebase.models import Article
from knowledgebase.permissions import may_write


@dataclass
class Doubtful:
    article: Article
    title: str
    may_write: bool
    doubts: list[Doubt] = field(default_factory=list)


def doubtful(user: User, *, mine: bool) -> list[Doubtful]:
    """Return the articles with open doubts that a colleague may read: their own, or all; the oldest doubt first."""
    doubts = Doubt.objects.filter(ended_at=None, article__in=Article.objects.visible_to(user))
    if mine:
        doubts = doubts.filter(article__owner=user)
    found = list(
        doubts.select_related("article__owner", "article__category__parent")
        .prefetch_related("article__category__writers")
        .order_by("found_at", "pk")
    )
    titles = articles_of({doubt.article_id for doubt in found}, user=user)
    rows: dict[int, Doubtful] = {}
    for doubt in found:
        row = rows.get(doubt.article_id)
        if row is None:
            named = titles.get(doubt.article_id)
            may = may_write(user, doubt.article.category)
            row = rows[doubt.article_id] = Doubtful(doubt.article, named.title if named else "", may)
        row.doubts.append(doubt)
    return list(rows.values())
