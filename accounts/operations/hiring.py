"""Give colleagues a login, change what they may do, and let them go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import NotPossible
from accounts.models import Membership, Team, User
from accounts.operations.auditing import audit, require_version
from accounts.operations.tokens import revoke_all_tokens


@transaction.atomic
def add_colleague(
    *,
    email: str,
    name: str,
    role: str,
    password: str | None = None,
    ticket_scope: str = User.TicketScope.ALL,
    teams: Iterable[Team] = (),
    by: User | None = None,
) -> User:
    """Add somebody who works at the desk. Without a password they choose one by “forgot password”.

    Their address counts as proved: whoever may add colleagues vouches for it. Raises ValidationError.
    """
    if role == User.Role.CUSTOMER or role not in User.Role.values:
        raise ValidationError("A colleague is an administrator, an agent or a light agent.")
    user = User(email=email.strip().lower(), name=name.strip(), role=role, ticket_scope=ticket_scope)
    user.set_password(password)
    if User.objects.filter(email=user.email).exists():
        raise ValidationError({"email": "Somebody signs in with this address already."})
    user.full_clean()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    wanted = list(teams)
    Membership.objects.bulk_create([Membership(team=team, user=user) for team in wanted])
    audit(user, "added", by=by, before={}, after=_told(user, wanted))
    return user


@transaction.atomic
def change_colleague(user: User, teams: Iterable[Team], *, by: User, seen: int = 0) -> User:
    """Store a colleague's name, role, scope and teams. `seen` is the version their editor saw.

    Raises ValidationError, NotPossible, ChangedMeanwhile.
    """
    wanted = list(teams)
    stored = _locked(user)
    require_version(stored, seen)
    before = _told(stored, stored.teams.all())
    if user.role == User.Role.CUSTOMER or user.role not in User.Role.values:
        raise ValidationError({"role": "A colleague is an administrator, an agent or a light agent."})
    if stored.is_admin and not user.is_admin:
        _require_another_admin(stored, by)
    user.version = stored.version
    if _told(user, wanted) == before:
        return user
    user.version += 1
    user.full_clean(exclude=["email", "password"])
    user.save(update_fields=["name", "role", "ticket_scope", "version"])
    Membership.objects.filter(user=user).exclude(team__in=wanted).delete()
    Membership.objects.bulk_create([Membership(team=team, user=user) for team in wanted], ignore_conflicts=True)
    audit(user, "changed", by=by, before=before, after=_told(user, wanted))
    return user


@transaction.atomic
def deactivate_colleague(user: User, *, by: User) -> None:
    """Let somebody go: their sessions and tokens are worth nothing from this moment, and no old password is.

    Raises NotPossible for oneself and for the last administrator.
    """
    stored = _locked(user)
    if not stored.is_active:
        return
    if stored.pk == by.pk:
        raise NotPossible("You cannot deactivate yourself: ask another administrator.")
    if stored.is_admin:
        _require_another_admin(stored, by)
    stored.is_active = False
    # A session is bound to the password it was made with, so none comes back with the person.
    stored.set_unusable_password()
    stored.version += 1
    stored.save(update_fields=["is_active", "password", "version"])
    revoke_all_tokens(stored)
    audit(stored, "deactivated", by=by, before={"active": True}, after={"active": False, "version": stored.version})


@transaction.atomic
def reactivate_colleague(user: User, *, by: User) -> None:
    """Let somebody back in. They choose a new password by the link they are sent."""
    stored = _locked(user)
    if stored.is_active:
        return
    stored.is_active = True
    stored.version += 1
    stored.save(update_fields=["is_active", "version"])
    audit(stored, "reactivated", by=by, before={"active": False}, after={"active": True, "version": stored.version})


def _locked(user: User) -> User:
    # Administrators are locked together, so that two of them cannot demote each other at once.
    admins = {row.pk: row for row in User.objects.select_for_update().filter(role=User.Role.ADMIN).order_by("pk")}
    return admins.get(user.pk) or User.objects.select_for_update().get(pk=user.pk)


def _require_another_admin(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise NotPossible("You cannot take your own rights away: ask another administrator.")
    if not User.objects.filter(role=User.Role.ADMIN, is_active=True).exclude(pk=user.pk).exists():
        raise NotPossible("The desk needs one administrator: make somebody else one first.")


def _told(user: User, teams: Iterable[Team]) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "role": user.get_role_display(),
        "sees": user.get_ticket_scope_display(),
        "teams": sorted(str(team) for team in teams),
        "version": user.version,
    }
