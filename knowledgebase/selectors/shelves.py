"""The tree of categories, read at once and walked in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from knowledgebase.models import Category


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category where it stands in the tree. `depth` 0 is the top."""

    category: Category
    depth: int
    path: tuple[Category, ...]
    # Its place among those beside it, from 1, and whether it is the last of them.
    place: int
    last: bool

    @property
    def label(self) -> str:
        return " › ".join(category.name() for category in self.path)


def shelves(*, counted: bool = False) -> list[Shelf]:
    """Return every category, each after its parent; `counted` adds `in_use` articles to each."""
    found = Category.objects.prefetch_related("names").order_by("position", "pk")
    if counted:
        found = found.prefetch_related("writers").annotate(
            in_use=Count("articles", filter=Q(articles__archived_at=None))
        )
    below: dict[int | None, list[Category]] = {}
    for category in found:
        below.setdefault(category.parent_id, []).append(category)
    return list(_walk(below, None, ()))


def category_choices() -> list[tuple[str, str]]:
    """Return categories as choices of a form, by their whole path."""
    return [(str(shelf.category.pk), shelf.label) for shelf in shelves()]


def _walk(below: dict[int | None, list[Category]], parent: int | None, path: tuple[Category, ...]) -> Iterator[Shelf]:
    beside = below.get(parent, [])
    for place, category in enumerate(beside, start=1):
        here = (*path, category)
        yield Shelf(category, len(path), here, place, place == len(beside))
        yield from _walk(below, category.pk, here)
