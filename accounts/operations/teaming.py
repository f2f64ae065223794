"""Set up teams: who is in them, what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Membership, Team, User
from accounts.operations.auditing import audit, require_version


@transaction.atomic
def save_team(team: Team, members: Iterable[User], *, by: User, seen: int = 0) -> Team:
    """Store a new or changed team with exactly these members. `seen` is the version its editor saw.

    Raises ValidationError, ChangedMeanwhile.
    """
    wanted = list(members)
    before: dict[str, Any] = {}
    if team.pk:
        stored = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
        require_version(stored, seen)
        before = _told(stored, stored.members.all())
        for kept in ("version", "position", "slug", "retired_at"):
            setattr(team, kept, getattr(stored, kept))
        if _told(team, wanted) == before:
            return team
        team.version += 1
    else:
        team.position = Team.objects.count() + 1
        team.slug = _free_slug(team.name)
    team.full_clean()
    team.save()
    Membership.objects.filter(team=team).exclude(user__in=wanted).delete()
    Membership.objects.bulk_create([Membership(team=team, user=user) for user in wanted], ignore_conflicts=True)
    audit(team, "changed" if before else "added", by=by, before=before, after=_told(team, wanted))
    return team


@transaction.atomic
def retire_team(team: Team, *, by: User) -> None:
    """Give this team no more tickets; those it has stay until somebody moves them."""
    if Team.objects.filter(pk=team.pk, retired_at=None).update(retired_at=timezone.now()):
        audit(team, "retired", by=by, before={}, after={})


@transaction.atomic
def restore_team(team: Team, *, by: User) -> None:
    """Put a retired team back to work."""
    if Team.objects.filter(pk=team.pk).exclude(retired_at=None).update(retired_at=None):
        audit(team, "brought back", by=by, before={}, after={})


def _free_slug(name: str) -> str:
    """Return an address for a team that no other has; it stays when the team is renamed."""
    wanted = slugify(name)[:70] or "team"
    taken = set(Team.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for n in range(len(taken) + 1) if (slug := f"{wanted}-{n + 1}" if n else wanted) not in taken)


def _told(team: Team, members: Iterable[User]) -> dict[str, Any]:
    return {
        "name": team.name,
        "version": team.version,
        "icon": team.icon,
        "members": sorted(str(user) for user in members),
    }
