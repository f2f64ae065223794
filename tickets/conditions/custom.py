"""Custom fields as conditions. Found by key when a tree names one: administrators add and retire them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from helpdesk.lib.questions import Given, Question
from tickets.conditions.facts import Facts
from tickets.conditions.field import EVERYWHERE, NOT_POLICIES, Field, Options, Use, is_list
from tickets.conditions.words import LONGEST
from tickets.custom_fields import BIGGEST, say
from tickets.models import CustomField

PREFIX = "custom_"
Kind = CustomField.Kind
_ONE = Question(lambda: CustomField.objects.in_use().filter(key=Given("key")))
_EMPTY = {"empty": "is empty", "not_empty": "is not empty"}
_OPERATORS: Mapping[str, dict[str, str]] = {
    Kind.TEXT: {"contains": "mentions", "contains_not": "does not mention", **_EMPTY},
    Kind.LINES: {"contains": "mentions", "contains_not": "does not mention", **_EMPTY},
    Kind.NUMBER: {"more_than": "is more than", "less_than": "is less than", "is": "is", **_EMPTY},
    Kind.CHECK: {"not_empty": "is yes", "empty": "is not yes"},
    Kind.CHOICE: {"is": "is", "is_not": "is not", **_EMPTY},
    Kind.DATE: {"passed": "is over", "ahead": "is to come", **_EMPTY},
}
_INPUT = {Kind.CHOICE: "choice", Kind.NUMBER: "number"}
# Answers every kind knows, and those of dates: nothing to compare with.
_ALONE = {"empty", "not_empty", "changed", "passed", "ahead"}


def find(key: str) -> Field | None:
    """Return the custom field a condition names, if it is in use."""
    found = _ONE.one(key=key.removeprefix(PREFIX)) if key.startswith(PREFIX) else None
    return _field(found) if found else None


def every() -> dict[str, Field]:
    """Return all custom fields in use by the keys conditions know them by."""
    return {field.key: field for field in map(_field, CustomField.objects.in_use())}


def _field(custom: CustomField) -> Field:
    return Custom(key=f"{PREFIX}{custom.key}", label=custom.label, custom=custom)


@dataclass(frozen=True, kw_only=True)
class Custom(Field):
    custom: CustomField
    # One for all kinds: `input` of the instance says how its value is entered.
    input: ClassVar[str] = "words"

    def __post_init__(self) -> None:
        object.__setattr__(self, "input", _INPUT.get(Kind(self.custom.kind), "words"))
        # A date passes without anybody touching the ticket.
        passes = self.custom.kind == Kind.DATE
        object.__setattr__(self, "moves_with_time", passes)
        object.__setattr__(self, "uses", NOT_POLICIES if passes else EVERYWHERE)

    @property
    def name(self) -> str:
        """Return the key its values have in tickets."""
        return self.custom.key

    def operators(self, use: Use) -> dict[str, str]:
        return {**_OPERATORS[self.custom.kind], **({"changed": "changed"} if use == Use.TRIGGER else {})}

    def options(self, use: Use) -> Options | None:
        return [(word, word) for word in self.custom.options] if self.custom.kind == Kind.CHOICE else None

    def check(self, op: str, value: Any, use: Use) -> str:
        if op in _ALONE:
            return ""
        if self.custom.kind == Kind.NUMBER:
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return "" if number and abs(value) <= BIGGEST else "Enter a number."
        if not is_list(value, of=lambda v: isinstance(v, str) and 0 < len(v.strip()) <= LONGEST and "\0" not in v):
            return "Choose at least one value."
        if self.custom.kind == Kind.CHOICE and (gone := [v for v in value if v not in self.custom.options]):
            return f"There is no answer “{gone[0]}” any more."
        return ""

    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        present = facts.ticket.fields.get(self.name)
        if op == "changed":
            return self._changed(facts)
        return (say(self.custom.kind, present) or "none") if self._fits(op, value, present) else None

    def _changed(self, facts: Facts) -> str | None:
        if facts.event is None or facts.event.action != "fields_changed":
            return None
        changes = facts.event.particulars.get("changes", ())
        told = next((change for change in changes if change["key"] == self.name), None)
        return f"{told['before'] or 'none'} → {told['after'] or 'none'}" if told else None

    def _fits(self, op: str, value: Any, present: Any) -> bool:
        if op in {"empty", "not_empty"}:
            return (present is None) == (op == "empty")
        if op in {"is_not", "contains_not"}:
            return not self._fits(op.removesuffix("_not"), value, present)
        if present is None:
            return False
        if op in {"passed", "ahead"}:
            today = timezone.localdate().isoformat()
            return bool(present < today if op == "passed" else present >= today)
        if op == "contains":
            return any(phrase.strip().casefold() in str(present).casefold() for phrase in value)
        if self.custom.kind == Kind.NUMBER:
            return bool({"more_than": present > value, "less_than": present < value, "is": present == value}[op])
        return present in value

    def q(self, op: str, value: Any, user: User) -> Q:
        if op in {"empty", "is_not", "contains_not"}:
            return ~self.q({"empty": "not_empty"}.get(op, op.removesuffix("_not")), value, user)
        # The index holds only tickets that have values.
        filled = ~Q(fields={})
        path = f"fields__{self.name}"
        if op == "not_empty":
            return filled & Q(fields__has_key=self.name)
        if op == "contains":
            found = Q()
            for phrase in value:
                found |= Q(**{f"{path}__icontains": phrase.strip()})
            # Without, a ticket with other answers would be neither: no text at all is NULL to the database.
            found &= Q(fields__has_key=self.name)
        elif self.custom.kind == Kind.NUMBER and op != "is":
            found = Q(**{f"{path}__{'gt' if op == 'more_than' else 'lt'}": value})
        elif op in {"passed", "ahead"}:
            found = Q(**{f"{path}__{'lt' if op == 'passed' else 'gte'}": timezone.localdate().isoformat()})
        else:
            found = Q()
            for one in value if isinstance(value, list) else [value]:
                found |= Q(fields__contains={self.name: one})
        return filled & found

    def say(self, op: str, value: Any) -> str:
        if op in _ALONE:
            return ""
        if not isinstance(value, list):
            return str(value)
        return " or ".join(f"“{one.strip()}”" if self.custom.kind != Kind.CHOICE else one for one in value)
