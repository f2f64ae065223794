"""Set up how a team's tickets find a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import Calendar, Membership, Team, User
from accounts.operations.auditing import audit, require_version


@dataclass(frozen=True, slots=True)
class Routing:
    """How a team hands out work. `limits` holds the members (by user id) whose limit is not the team's."""

    assignment: str
    capacity: int | None
    calendar: Calendar | None
    return_after: int | None
    limits: Mapping[int, int] = field(default_factory=dict)


@transaction.atomic
def save_routing(team: Team, routing: Routing, *, by: User, seen: int) -> Team:
    """Store how a team hands out work. `seen` is the version its editor saw.

    Raises ValidationError, ChangedMeanwhile.
    """
    stored = Team.objects.select_for_update(of=("self",)).select_related("calendar").get(pk=team.pk)
    require_version(stored, seen)
    people = list(Membership.objects.filter(team=stored).select_related("user").order_by("user__name", "pk"))
    before = _told(stored, people)
    for name in ("assignment", "capacity", "calendar", "return_after"):
        setattr(stored, name, getattr(routing, name))
    for membership in people:
        membership.capacity = routing.limits.get(membership.user_id)
    if _told(stored, people) == before:
        return stored
    stored.version += 1
    stored.full_clean()
    stored.save(update_fields=["assignment", "capacity", "calendar", "return_after", "version"])
    Membership.objects.bulk_update(people, ["capacity"])
    audit(stored, "changed", by=by, before=before, after=_told(stored, people))
    return stored


def _told(team: Team, people: list[Membership]) -> dict[str, Any]:
    return {
        "version": team.version,
        "assignment": team.get_assignment_display(),
        "capacity": team.capacity,
        "calendar": str(team.calendar or ""),
        "return_after": team.return_after,
        "limits": {str(m.user): m.capacity for m in people if m.capacity is not None},
    }
