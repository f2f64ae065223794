"""Set up statuses: an administrator's names for stages of work, under the fixed categories."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.errors import NotPossible
from accounts.models import User
from accounts.operations.auditing import audit, require_version
from tickets.models import Status
from tickets.models.kinds import Category


@transaction.atomic
def save_status(status: Status, *, by: User, seen: int = 0) -> Status:
    """Store a new or changed status. `seen` is the version its editor saw.

    Tickets carry its category, so that stays. Raises ValidationError, NotPossible, ChangedMeanwhile.
    """
    before: dict[str, Any] = {}
    if status.pk:
        # All of them, so that of two new defaults at once one is last.
        stored = {row.pk: row for row in Status.objects.select_for_update().order_by("pk")}[status.pk]
        require_version(stored, seen)
        before = _told(stored)
        for kept in ("version", "position", "slug", "category", "retired_at"):
            setattr(status, kept, getattr(stored, kept))
        if stored.is_default and not status.is_default:
            raise NotPossible("The desk needs one status of each category: make another one its choice instead.")
        if _told(status) == before:
            return status
        status.version += 1
    else:
        if status.category == Category.MERGED:
            raise NotPossible("Merged tickets have the one status the desk gives them.")
        status.position = Status.objects.count() + 1
        status.slug = _free_slug(status.name)
    _check_next(status)
    # Its own default is checked by moving the other's away.
    status.full_clean(validate_constraints=False)
    if status.is_default:
        Status.objects.filter(category=status.category, is_default=True).exclude(pk=status.pk).update(is_default=False)
    status.save()
    audit(status, "changed" if before else "added", by=by, before=before, after=_told(status))
    return status


@transaction.atomic
def retire_status(status: Status, *, by: User) -> None:
    """Give it to no more tickets; those that are in it stay. Raises NotPossible for one the desk needs."""
    stored = {row.pk: row for row in Status.objects.select_for_update().order_by("pk")}[status.pk]
    if stored.is_default:
        category = stored.get_category_display().lower()
        raise NotPossible(f"The desk itself uses “{stored}” for “{category}”: make another one its choice first.")
    if before := Status.objects.in_use().filter(next_status=stored).first():
        raise NotPossible(f"“{before}” goes on to “{stored}” by itself: change that first.")
    if stored.retired_at is None:
        Status.objects.filter(pk=stored.pk).update(retired_at=timezone.now())
        audit(stored, "retired", by=by, before={}, after={})


@transaction.atomic
def restore_status(status: Status, *, by: User) -> None:
    """Give it to tickets again."""
    if Status.objects.filter(pk=status.pk).exclude(retired_at=None).update(retired_at=None):
        audit(status, "brought back", by=by, before={}, after={})


def _check_next(status: Status) -> None:
    follows, days = status.next_status, status.next_after_days
    if (follows is None) != (days is None):
        name = "next_status" if follows is None else "next_after_days"
        raise ValidationError({name: "Say both: which status comes next, and after how many days."})
    if follows is None:
        return
    if not days:
        raise ValidationError({"next_after_days": "One day is the least."})
    step: Status | None = follows
    for _ in range(Status.objects.count()):
        if step is None:
            return
        if step.pk == status.pk:
            raise ValidationError({"next_status": "That would go round in a circle."})
        step = step.next_status
    raise ValidationError({"next_status": "That would go round in a circle."})


def _free_slug(name: str) -> str:
    """Return an address for a status that no other has; it stays when the status is renamed."""
    wanted = slugify(name)[:50] or "status"
    taken = set(Status.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for n in range(len(taken) + 1) if (slug := f"{wanted}-{n + 1}" if n else wanted) not in taken)


def _told(status: Status) -> dict[str, Any]:
    return {
        "name": status.name,
        "version": status.version,
        "customer_name": status.customer_name,
        "category": status.category,
        "is_default": status.is_default,
        "next_status": str(status.next_status) if status.next_status else None,
        "next_after_days": status.next_after_days,
    }
