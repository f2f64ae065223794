"""Which names of a search nobody and nothing bears: asked only when it found nothing.

Of customers and organizations nothing is said: that one exists is not for everybody to know.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from accounts.models import Team, User
from helpdesk.lib.search import Asked, Condition
from tickets.models import Tag

NAMED = 8


def unheard_of(asked: Asked) -> list[str]:
    """Return, in words, what is behind an operator and does not exist; at most one statement for each."""
    return [told for condition in asked.conditions if (told := _told(condition))]


def _told(condition: Condition) -> str:
    explain = _EXPLAINED.get(condition.key)
    return explain(condition.value) if explain and not condition.negated else ""


def _tag(value: str) -> str:
    """A tag is meant whole, so those that begin alike are named."""
    alike = list(
        Tag.objects.filter(name__istartswith=value[:3]).order_by("name").values_list("name", flat=True)[:NAMED]
    )
    if any(name.lower() == value.lower() for name in alike) or Tag.objects.filter(name__iexact=value).exists():
        return ""
    return f"No tag is called “{value}”." + (f" There is {_or(alike)}." if alike else "")


def _team(value: str) -> str:
    teams = Team.objects.in_use()
    if value.lower() == "none" or Team.objects.filter(Q(name__iexact=value) | Q(slug__iexact=value)).exists():
        return ""
    return f"No team is called “{value}”. There are: {', '.join(str(team) for team in teams[:NAMED])}."


def _assignee(value: str) -> str:
    agents = User.objects.exclude(role=User.Role.CUSTOMER)
    known = agents.filter(Q(name__icontains=value) | Q(email__iexact=value))
    return "" if value.lower() in {"me", "none"} or known.exists() else f"No agent is called “{value}”."


def _or(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


_EXPLAINED: dict[str, Callable[[str], str]] = {
    "tag": _tag,
    "team": _team,
    "assignee": _assignee,
}
