"""What the help centre's lists show a reader: categories with how much is in them, and lines that lead to articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Value, When
from django.urls import reverse

from knowledgebase.audience import Audience
from knowledgebase.models import Article, Category, Translation

ICONS = {Article.Kind.TEXT: "file-text", Article.Kind.FAQ: "messages-square", Article.Kind.GUIDE: "list-checks"}


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a list. Its language may be another than the page's, where there is no translation."""

    pk: int
    article: int
    locale: str
    slug: str
    title: str
    summary: str
    icon: str
    changed_at: datetime | None
    published_at: datetime | None

    def get_absolute_url(self) -> str:
        return reverse("help_article", args=[self.locale, self.slug])


@dataclass(slots=True)
class Shelf:
    """A category as a reader finds it: `count` counts the articles in it and below it that they may read."""

    category: Category
    name: str
    description: str
    url: str
    count: int = 0
    above: Shelf | None = None
    children: list[Shelf] = field(default_factory=list)

    @property
    def icon(self) -> str:
        return self.category.icon

    @property
    def trail(self) -> list[Shelf]:
        """The shelves from the top down to this one."""
        return [*(self.above.trail if self.above else []), self]

    @property
    def within(self) -> list[int]:
        """The ids of this category and all below it."""
        return [self.category.pk, *(pk for child in self.children for pk in child.within)]


def readable(audience: Audience) -> QuerySet[Translation]:
    """Return what a reader finds in lists: published, meant for them, and not archived. Drafts are for the desk."""
    return Translation.objects.published().searchable().seen_by(audience)


def shelves(audience: Audience, locale: str) -> dict[str, Shelf]:
    """Return every shelf on which this reader finds something, by its slug, in order. Three statements."""
    counts = dict(
        readable(audience).order_by().values_list("article__category").annotate(n=Count("article", distinct=True))
    )
    found = _all(audience, locale)
    for pk, shelf in found.items():
        for one in shelf.trail:
            one.count += counts.get(pk, 0)
    for shelf in found.values():
        shelf.children = [child for child in shelf.children if child.count]
    return {shelf.category.slug: shelf for shelf in found.values() if shelf.count}


def trail(audience: Audience, category: int, locale: str) -> list[Shelf]:
    """Return the shelves above an article, from the top. Two statements."""
    shelf = _all(audience, locale).get(category)
    return shelf.trail if shelf else []


def _all(audience: Audience, locale: str) -> dict[int, Shelf]:
    categories = Category.objects.seen_by(audience).prefetch_related("names")
    found = {row.pk: _shelf(row, locale) for row in categories}
    for shelf in found.values():
        if above := found.get(shelf.category.parent_id or 0):
            shelf.above = above
            above.children.append(shelf)
    return found


def _shelf(category: Category, locale: str) -> Shelf:
    said = {name.locale: name for name in category.names.all()}
    name = said.get(locale) or next(iter(said.values()), None)
    url = reverse("help_category", args=[locale, category.slug])
    return Shelf(category, name.name if name else category.slug, name.description if name else "", url)


def in_one_language(rows: QuerySet[Translation], locale: str) -> QuerySet[Translation]:
    """Leave one translation of each article: the page's language, else the one it was written in, else any."""
    nearest = Case(
        When(locale=locale, then=Value(0)),
        When(locale=F("article__source_locale"), then=Value(1)),
        default=Value(2),
    )
    chosen = rows.order_by("article", nearest, "locale").distinct("article")
    return Translation.objects.filter(pk__in=chosen.values("pk"))


def lines(rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    return [
        Line(pk, article, locale, slug, title, summary, ICONS[Article.Kind(kind)], changed, published)
        for pk, article, locale, slug, title, summary, kind, changed, published in rows
    ]


def line_values(rows: QuerySet[Translation]) -> QuerySet[Translation, tuple[Any, ...]]:
    """Return what a line needs of each row: never whole texts."""
    return rows.values_list(
        *("pk", "article", "locale", "slug", "current_revision__title", "current_revision__summary"),
        *("article__kind", "changed_at", "published_at"),
    )


def newest(audience: Audience, locale: str, *, most: int = 5) -> list[Line]:
    """Return what came out or changed last."""
    rows = in_one_language(readable(audience), locale).order_by("-changed_at", "-pk")
    return lines(line_values(rows)[:most])


def on_shelf(audience: Audience, shelf: Shelf, locale: str, *, start: int = 0, most: int = 50) -> list[Line]:
    """Return the articles on one shelf itself, by title."""
    rows = in_one_language(readable(audience).filter(article__category=shelf.category), locale)
    return lines(line_values(rows.order_by("current_revision__title", "pk"))[start : start + most])
