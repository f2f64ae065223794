"""Fields with one value out of several: status, priority, team, assignee …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q

from accounts.models import User
from tickets.conditions.choices import Closed, Rows
from tickets.conditions.facts import Facts
from tickets.conditions.field import VIEWS, Field, Options, Use, is_list
from tickets.models import Event, Ticket
from tickets.querysets import team_ids

Change = tuple[Any, Any]
"""Before and after."""
# Stands for whoever looks at a view.
ME = "me"
_NO_VALUE = {"empty", "not_empty", "changed"}
_EMPTY = (None, "")


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """`attribute` is where a ticket keeps the value; `change` reads one from an event, if the event is one."""

    attribute: str
    source: Closed | Rows
    show: Callable[[Ticket], str]
    change: Callable[[Event], Change | None] | None = None
    may_be_empty: bool = False
    # What ME stands for, as a label; empty where it means nothing.
    me: str = ""
    input: ClassVar[str] = "choice"

    def operators(self, use: Use) -> dict[str, str]:
        found = {"is": "is", "is_not": "is not"}
        if self.may_be_empty:
            found |= {"empty": "is empty", "not_empty": "is not empty"}
        if self.change and use == Use.TRIGGER:
            found |= {"changed": "changed", "changed_to": "changed to", "changed_from": "changed from"}
        return found

    def options(self, use: Use) -> Options | None:
        known = self.source.all()
        own = [(ME, self.me)] if self.me and use in VIEWS else []
        return None if known is None else [*own, *known]

    @property
    def lookup(self) -> str:
        return self.source.lookup

    def check(self, op: str, value: Any, use: Use) -> str:
        if op in _NO_VALUE:
            return ""
        if not is_list(value, of=lambda v: isinstance(v, (int, str)) and not isinstance(v, bool)):
            return "Choose at least one value."
        wanted = [v for v in value if not (v == ME and self.me and use in VIEWS)]
        known = self.source.labels(wanted)
        if gone := [v for v in wanted if v not in known]:
            return f"There is no {self.label.lower()} “{gone[0]}” any more."
        return ""

    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        if op.startswith("changed"):
            return self._changed(op, value, facts)
        present = getattr(facts.ticket, self.attribute)
        fits = (present in value) == (op == "is") if op in {"is", "is_not"} else (present in _EMPTY) == (op == "empty")
        if not fits:
            return None
        return (self.show(facts.ticket) or "none") if facts.said else ""

    def _changed(self, op: str, value: Any, facts: Facts) -> str | None:
        change = self.change(facts.event) if self.change and facts.event else None
        if change is None or change[0] == change[1]:
            return None
        before, after = change
        if (op == "changed_to" and after not in value) or (op == "changed_from" and before not in value):
            return None
        labels = self.source.labels([v for v in change if v is not None])
        return f"{labels.get(before, 'none')} → {labels.get(after, 'none')}"

    def q(self, op: str, value: Any, user: User) -> Q:
        if op in {"empty", "not_empty"}:
            nothing = Q(**{f"{self.attribute}__isnull": True}) if self.may_be_null else Q(**{self.attribute: ""})
            return nothing if op == "empty" else ~nothing
        wanted: list[Any] = []
        for one in value:
            wanted += self._mine(user) if one == ME and self.me else [one]
        found = Q(**{f"{self.attribute}__in": wanted})
        return found if op == "is" else ~found

    @property
    def may_be_null(self) -> bool:
        return self.attribute.endswith("_id")

    def _mine(self, user: User) -> list[int]:
        return team_ids(user) if self.attribute == "team_id" else [user.pk]

    def say(self, op: str, value: Any) -> str:
        if op in _NO_VALUE:
            return ""
        labels = self.source.labels([v for v in value if v != ME])
        return " or ".join(self.me if v == ME and self.me else labels.get(v, f"“{v}” (gone)") for v in value)
