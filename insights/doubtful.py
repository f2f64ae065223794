"""Doubtful articles as a list: one row an article, with every reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Min, Q

from accounts.models import User
from insights.answering import articles_of
from insights.models import Doubt
from knowledgebase.models import Article, ArticleFlag
from knowledgebase.permissions import written_by

PAGE = 50


@dataclass
class Doubtful:
    article: Article
    title: str
    may_write: bool
    doubts: list[Doubt] = field(default_factory=list)
    # What colleagues say is wrong with it.
    flags: list[ArticleFlag] = field(default_factory=list)


def doubtful(user: User, *, mine: bool, page: int = 1) -> tuple[list[Doubtful], bool]:
    """Return a page of articles with open doubts that a colleague may read, and whether there is another.

    Their own, or all; the oldest doubt first; a fixed number of statements.
    """
    articles = Article.objects.visible_to(user).annotate(
        doubted_at=Min("doubts__found_at", filter=Q(doubts__ended_at=None))
    )
    if mine:
        articles = articles.filter(owner=user)
    listed = articles.exclude(doubted_at=None).select_related("owner").order_by("doubted_at", "pk")
    found = list(listed[(page - 1) * PAGE : page * PAGE + 1])
    keys = [article.pk for article in found[:PAGE]]
    titles, writable = articles_of(set(keys), user=user), written_by(user)
    rows = {
        article.pk: Doubtful(
            article, titles[article.pk].title if article.pk in titles else "", article.category_id in writable
        )
        for article in found[:PAGE]
    }
    for doubt in Doubt.objects.filter(ended_at=None, article__in=keys).order_by("found_at", "pk"):
        rows[doubt.article_id].doubts.append(doubt)
    flags = ArticleFlag.objects.filter(settled_at=None, translation__article__in=keys)
    for flag in flags.select_related("by", "translation").order_by("pk"):
        rows[flag.translation.article_id].flags.append(flag)
    return list(rows.values()), len(found) > PAGE
