"""What every kind of field brings."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from django.db.models import Q

from accounts.models import User
from tickets.conditions.facts import Facts


class Use(StrEnum):
    """Where a condition stands: a trigger knows what just happened, a view knows who looks.

    A policy asks for what a ticket is, not for how it is getting on: a promise that hung on its own state, on the
    time or on who happens to work on it would change while it runs.
    """

    TRIGGER = "trigger"
    TIMED = "timed"
    VIEW = "view"
    # A view of somebody who sees only some tickets: it must not say who else there is.
    NARROW_VIEW = "narrow_view"
    POLICY = "policy"


VIEWS = frozenset({Use.VIEW, Use.NARROW_VIEW})
# Not for those who may not look customers up.
WIDE = frozenset(Use) - {Use.NARROW_VIEW}
EVERYWHERE = frozenset(Use)
RULES = frozenset({Use.TRIGGER, Use.TIMED})
NOT_POLICIES = EVERYWHERE - {Use.POLICY}
TRIGGERS = frozenset({Use.TRIGGER})

Options = Sequence[tuple[Any, str]]


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """One thing to ask of a ticket. `input` tells a page how its value is entered."""

    key: str
    label: str
    uses: frozenset[Use] = EVERYWHERE
    input: ClassVar[str]
    # Whether its answer changes by itself as time goes by.
    moves_with_time: ClassVar[bool] = False

    @abstractmethod
    def operators(self, use: Use) -> dict[str, str]:
        """Return its operators with the words between label and value."""

    @abstractmethod
    def check(self, op: str, value: Any, use: Use) -> str:
        """Return what is wrong with a value, in words; empty when nothing is."""

    @abstractmethod
    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        """Return what made it true, as people read it; None when it is not."""

    def q(self, op: str, value: Any, user: User) -> Q:
        """Return the same question for the database."""
        raise NotImplementedError(f"{self.key} is not for views.")

    @abstractmethod
    def say(self, op: str, value: Any) -> str:
        """Return the value in words."""

    def options(self, use: Use) -> Options | None:
        """Return what can be chosen, where that is a short list."""
        return None

    @property
    def lookup(self) -> str:
        """Return where values are looked up when they are too many to list."""
        return ""


def is_list(value: Any, *, of: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and 0 < len(value) <= 100 and all(of(v) for v in value)


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
