"""Read from the database who stands behind a session and what they may hear of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import Customer, Membership, User
from channels_inbox.realtime.groups import of_person


@dataclass(frozen=True, slots=True)
class Pass:
    """What a session is good for at the moment it was read."""

    user_id: int
    name: str
    is_agent: bool
    groups: frozenset[str]


def read_passes(session_keys: Collection[str]) -> dict[str, Pass]:
    """Return the passes of those sessions that are signed in now; four statements for any number.

    Decides as `django.contrib.auth.get_user` does: an expired or flushed session, an inactive user
    and a changed password give no pass. The same call lets sockets in and puts them out.
    """
    claims = {row.session_key: row.get_decoded() for row in _live_sessions(session_keys)}
    users = {str(user.pk): user for user in _active_users(claims.values())}
    signed_in: dict[str, User] = {}
    for session_key, claim in claims.items():
        user = users.get(claim.get(SESSION_KEY, ""))
        if user is not None and _proves(claim, user):
            signed_in[session_key] = user
    teams, customers = _memberships(signed_in.values()), _customers(signed_in.values())
    return {
        session_key: Pass(
            user_id=user.pk,
            name=str(user),
            is_agent=user.is_agent,
            groups=of_person(user, team_ids=teams[user.pk], customer_id=customers.get(user.pk)),
        )
        for session_key, user in signed_in.items()
    }


def _live_sessions(session_keys: Collection[str]) -> Collection[Session]:
    return Session.objects.filter(pk__in=session_keys, expire_date__gt=timezone.now())


def _active_users(claims: Collection[dict[str, str]]) -> Collection[User]:
    ids = {claim[SESSION_KEY] for claim in claims if SESSION_KEY in claim}
    return User.objects.filter(pk__in=ids, is_active=True) if ids else []


def _proves(claim: dict[str, str], user: User) -> bool:
    """Tell whether the session was made with the user's present password, by a way of signing in we still allow."""
    if claim.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    shown = claim.get(HASH_SESSION_KEY, "")
    good = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(shown, value) for value in good)


def _memberships(users: Collection[User]) -> dict[int, list[int]]:
    teams: dict[int, list[int]] = defaultdict(list)
    for user_id, team_id in Membership.objects.filter(user__in=users).values_list("user_id", "team_id"):
        teams[user_id].append(team_id)
    return teams


def _customers(users: Collection[User]) -> dict[int, int]:
    return dict(Customer.objects.filter(user__in=users).values_list("user_id", "pk"))
