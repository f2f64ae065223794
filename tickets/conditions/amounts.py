"""Fields that count: time gone by, time left, how many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from helpdesk.lib.durations import say_duration
from tickets.conditions.facts import Facts
from tickets.conditions.field import NOT_POLICIES, Field, Use, is_number

TEN_YEARS = 10 * 366 * 86400


@dataclass(frozen=True, kw_only=True)
class Age(Field):
    """Seconds since a moment of the ticket, or until it. A ticket without that moment never fits."""

    column: str
    ahead: bool = False
    uses: frozenset[Use] = NOT_POLICIES
    input: ClassVar[str] = "duration"
    moves_with_time: ClassVar[bool] = True

    def operators(self, use: Use) -> dict[str, str]:
        if self.ahead:
            return {"less_than": "is less than", "more_than": "is more than"}
        return {"more_than": "is longer ago than", "less_than": "is less long ago than"}

    def check(self, op: str, value: Any, use: Use) -> str:
        return "" if is_number(value) and 0 <= value <= TEN_YEARS else "Enter a length of time, in seconds."

    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        at: datetime | None = getattr(facts.ticket, self.column)
        if at is None:
            return None
        seconds = (at - facts.now if self.ahead else facts.now - at).total_seconds()
        fits = seconds > value if op == "more_than" else seconds < value
        return say_duration(max(0.0, seconds)) if fits else None

    def q(self, op: str, value: Any, user: User) -> Q:
        limit = timezone.now() + timedelta(seconds=value if self.ahead else -value)
        later = (op == "more_than") == self.ahead
        return Q(**{f"{self.column}__{'gt' if later else 'lt'}": limit})

    def say(self, op: str, value: Any) -> str:
        return say_duration(value)


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    read: Callable[[Facts], int]
    input: ClassVar[str] = "number"

    def operators(self, use: Use) -> dict[str, str]:
        return {"more_than": "is more than", "less_than": "is less than", "is": "is"}

    def check(self, op: str, value: Any, use: Use) -> str:
        return "" if is_number(value) and 0 <= value <= 10_000 else "Enter a whole number."

    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        count = self.read(facts)
        fits = count > value if op == "more_than" else count < value if op == "less_than" else count == value
        return str(count) if fits else None

    def say(self, op: str, value: Any) -> str:
        return str(value)
