"""Fields about this very moment: whether somebody is there, and who acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from accounts.models import Calendar
from tickets.conditions.choices import Rows
from tickets.conditions.facts import Facts
from tickets.conditions.field import Field, Options, Use, is_list

_CALENDARS = Rows(Calendar.objects.all)
_ACTORS = {"customer": "a customer", "agent": "an agent", "machine": "the machine"}


@dataclass(frozen=True, kw_only=True)
class OfficeHours(Field):
    """Its value is a calendar, or None for the default one."""

    input: ClassVar[str] = "calendar"
    moves_with_time: ClassVar[bool] = True

    def operators(self, use: Use) -> dict[str, str]:
        return {"within": "is within", "outside": "is outside"}

    def options(self, use: Use) -> Options | None:
        return _CALENDARS.all()

    def check(self, op: str, value: Any, use: Use) -> str:
        if value is None or _CALENDARS.labels([value]):
            return ""
        return "This calendar does not exist any more."

    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        is_open = facts.is_open(value)
        return ("open" if is_open else "closed") if is_open == (op == "within") else None

    def say(self, op: str, value: Any) -> str:
        if value is None:
            return "office hours"
        return _CALENDARS.labels([value]).get(value, "a calendar that is gone")


@dataclass(frozen=True, kw_only=True)
class Actor(Field):
    input: ClassVar[str] = "choice"

    def operators(self, use: Use) -> dict[str, str]:
        return {"is": "is", "is_not": "is not"}

    def options(self, use: Use) -> Options | None:
        return list(_ACTORS.items())

    def check(self, op: str, value: Any, use: Use) -> str:
        known = is_list(value, of=lambda v: isinstance(v, str) and v in _ACTORS)
        return "" if known else "Choose who: a customer, an agent or the machine."

    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        return _ACTORS[facts.actor] if (facts.actor in value) == (op == "is") else None

    def say(self, op: str, value: Any) -> str:
        return " or ".join(_ACTORS[v] for v in value)
