"""Set up the shelves: categories, their names, who reads and who writes there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Team, User
from accounts.operations.auditing import audit, require_version
from knowledgebase.errors import NotNow
from knowledgebase.models import Article, Category, CategoryName, Visibility, strictest
from knowledgebase.permissions import require_admin

Names = Mapping[str, tuple[str, str]]


@transaction.atomic
def save_category(
    category: Category, *, by: User, names: Names, writers: Iterable[Team] = (), seen: int = 0
) -> Category:
    """Store a new or changed category; `names` is locale → (name, description), `seen` the version its editor saw.

    What it allows is narrowed for everything below it. Raises ValidationError, ChangedMeanwhile.
    """
    require_admin(by)
    # One tree: two changes at once could make a circle of it.
    held = Category.objects.select_for_update().order_by("pk").prefetch_related("names", "writers")
    everyone = {c.pk: c for c in held}
    wanted = {
        locale: (name.strip()[:120], text.strip()[:300]) for locale, (name, text) in names.items() if name.strip()
    }
    if not wanted:
        raise ValidationError({"name": "Give it a name in one language at least."})
    before: dict[str, Any] = {}
    teams = list(writers)
    if category.pk:
        stored = everyone[category.pk]
        require_version(stored, seen)
        _refuse_circle(category, everyone)
        before = _told(stored, dict(_names(stored)), stored.writers.all())
        category.position, category.version = stored.position, stored.version
        if _told(category, wanted, teams) == before:
            return stored
        category.version += 1
    else:
        category.slug = category.slug or _free_slug(next(iter(wanted.values()))[0], everyone.values())
        category.position = sum(c.parent_id == category.parent_id for c in everyone.values()) + 1
    parent = everyone.get(category.parent_id or 0)
    category.reach = strictest(category.visibility, parent.reach if parent else "public")
    category.full_clean()
    category.save()
    category.writers.set(teams)
    CategoryName.objects.filter(category=category).exclude(locale__in=wanted).delete()
    for locale, (name, text) in wanted.items():
        CategoryName.objects.update_or_create(
            category=category, locale=locale, defaults={"name": name, "description": text}
        )
    everyone[category.pk] = category
    _hand_down(category, everyone)
    audit(category, "changed" if before else "added", by=by, before=before, after=_told(category, wanted, teams))
    return category


@transaction.atomic
def delete_category(category: Category, *, by: User) -> None:
    """Remove an empty category. Raises NotNow while anything is in it."""
    require_admin(by)
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.children.exists() or category.articles.exists():
        raise NotNow("Move what is in this category elsewhere first.")
    audit(category, "deleted", by=by, before=_told(category, dict(_names(category)), category.writers.all()), after={})
    category.delete()


def _hand_down(category: Category, everyone: Mapping[int, Category]) -> None:
    """Give a category's new reach to what is below it: however many articles there are, a statement a visibility."""
    for child in everyone.values():
        if child.parent_id == category.pk:
            reach = strictest(child.visibility, category.reach)
            if reach != child.reach:
                child.reach = reach
                child.save(update_fields=["reach"])
                _hand_down(child, everyone)
    for visibility in Visibility:
        audience = strictest(visibility, category.reach)
        articles = Article.objects.filter(category=category, visibility=visibility)
        articles.exclude(audience=audience).update(audience=audience)


def _refuse_circle(category: Category, everyone: Mapping[int, Category]) -> None:
    above = category.parent_id
    while above is not None:
        if above == category.pk:
            raise ValidationError({"parent": "A category cannot stand below itself."})
        above = everyone[above].parent_id


def _free_slug(name: str, others: Iterable[Category]) -> str:
    wanted = slugify(name)[:70] or "category"
    taken = {c.slug for c in others}
    return next(slug for n in range(len(taken) + 1) if (slug := f"{wanted}-{n + 1}" if n else wanted) not in taken)


def _names(category: Category) -> Iterable[tuple[str, tuple[str, str]]]:
    return ((n.locale, (n.name, n.description)) for n in category.names.all())


def _told(category: Category, names: Names, writers: Iterable[Team]) -> dict[str, Any]:
    return {
        "names": {locale: list(words) for locale, words in sorted(names.items())},
        "parent": category.parent_id,
        "icon": category.icon,
        "visibility": category.visibility,
        "writers": sorted(str(team) for team in writers),
        "version": category.version,
    }
