"""Whom a rule tells: named agents, or those a ticket belongs to."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from tickets.models import Ticket

ROLES = ("assignee", "team", "admins")
MOST = 20


class PeopleField(forms.Field):
    """A list of roles and of ids of agents, as numbers or digits."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[Any]:
        items = value if isinstance(value, list) else [] if value is None else [value]
        if len(items) > MOST or not all(isinstance(i, (str, int)) and not isinstance(i, bool) for i in items):
            raise forms.ValidationError(f"Choose at most {MOST} to be told.")
        roles = [str(i) for i in items if str(i) in ROLES]
        ids = [str(i) for i in items if str(i) not in ROLES]
        if not all(i.isascii() and i.isdigit() and len(i) < 19 for i in ids):
            raise forms.ValidationError("Choose who is told.")
        agents = list(
            User.objects.filter(pk__in=ids, is_active=True, role__in=[*_DESK]) if ids else User.objects.none()
        )
        if len(agents) < len(set(ids)):
            raise forms.ValidationError("Somebody named here does not work at the desk any more.")
        return [*roles, *agents]


_DESK = (User.Role.ADMIN, User.Role.AGENT, User.Role.LIGHT_AGENT)


def people(ticket: Ticket, chosen: list[Any]) -> list[User]:
    """Return the people meant, each once; only those who may see the ticket."""
    found: dict[int, User] = {one.pk: one for one in chosen if isinstance(one, User)}
    desk = User.objects.filter(is_active=True, role__in=[*_DESK])
    if "assignee" in chosen and ticket.assignee is not None:
        found[ticket.assignee.pk] = ticket.assignee
    if "team" in chosen and ticket.team_id is not None:
        found |= {user.pk: user for user in desk.filter(memberships__team=ticket.team_id)}
    if "admins" in chosen:
        found |= {user.pk: user for user in desk.filter(role=User.Role.ADMIN)}
    return [user for user in found.values() if Ticket.objects.visible_to(user).filter(pk=ticket.pk).exists()]
