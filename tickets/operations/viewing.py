"""Make lists of one's own, and for a team or everybody."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from tickets.conditions import describe, validate
from tickets.errors import NotAllowed
from tickets.models import SavedView
from tickets.saved_views import use_of

# More than anybody reads; each costs its share of a page.
MOST = 50


def may_change(view: SavedView, by: User) -> bool:
    """Tell whether this person may change or delete a view: their own; administrators also what is shared."""
    return (by.is_admin and view.owner_id is None) or view.owner_id == by.pk


@transaction.atomic
def save_view(view: SavedView, *, by: User, seen: int = 0) -> SavedView:
    """Store a new or changed view. `seen` is the version its editor saw.

    Raises NotAllowed, ValidationError, ChangedMeanwhile.
    """
    before: dict[str, Any] = {}
    if not may_change(view, by):
        raise NotAllowed
    if view.pk:
        stored = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
        if not may_change(stored, by):
            raise NotAllowed
        require_version(stored, seen)
        before = _told(stored)
        view.version, view.position = stored.version, stored.position
        if _told(view) == before:
            return view
        view.version += 1
    else:
        beside = SavedView.objects.filter(owner=view.owner, team=view.team)
        if beside.count() >= MOST:
            raise ValidationError(f"There are {MOST} views already. Delete one that nobody uses.")
        view.position = beside.count() + 1
    if wrong := validate(view.conditions, use_of(by)):
        raise ValidationError({"conditions": wrong})
    view.full_clean()
    view.save()
    _note(view, "changed" if before else "added", by=by, before=before, after=_told(view))
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    """Remove a view; its tickets stay where they are. Raises NotAllowed."""
    if not may_change(view, by):
        raise NotAllowed
    _note(view, "deleted", by=by, before=_told(view), after={})
    view.delete()


def _note(view: SavedView, action: str, *, by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Record what concerns others; one's own views are nobody else's affair."""
    if view.owner_id is None or before.get("for") not in {None, "me"}:
        audit(view, action, by=by, before=before, after=after)


def _told(view: SavedView) -> dict[str, Any]:
    return {
        "name": view.name,
        "icon": view.icon,
        "for": "me" if view.owner_id else str(view.team) if view.team_id else "everyone",
        "conditions": describe(view.conditions),
        "finished": view.finished,
        "sort": view.sort,
        "version": view.version,
    }
