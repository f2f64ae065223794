"""Fields made of words. Upper and lower case are the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q

from accounts.models import User
from tickets.conditions.facts import Facts
from tickets.conditions.field import Field, Use, is_list

LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Words(Field):
    """`read` returns the text casefolded; `column` is where the database keeps it, for views."""

    read: Callable[[Facts], str]
    column: str = ""
    input: ClassVar[str] = "words"

    def operators(self, use: Use) -> dict[str, str]:
        return {
            "contains": "mentions",
            "contains_not": "does not mention",
            "is": "is",
            "is_not": "is not",
            "starts_with": "begins with",
        }

    def check(self, op: str, value: Any, use: Use) -> str:
        if not is_list(value, of=lambda v: isinstance(v, str) and 0 < len(v.strip()) <= LONGEST and "\0" not in v):
            return f"Enter one to a hundred words or phrases, each at most {LONGEST} characters long."
        return ""

    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        text = self.read(facts)
        wanted = [(phrase, phrase.strip().casefold()) for phrase in value]
        if op in {"contains", "contains_not"}:
            found = [said for said, phrase in wanted if phrase in text]
        elif op == "starts_with":
            found = [said for said, phrase in wanted if text.startswith(phrase)]
        else:
            found = [said for said, phrase in wanted if text == phrase]
        if op in {"contains_not", "is_not"}:
            return None if found else "not found"
        return ", ".join(f"“{said.strip()}”" for said in found) or None

    def q(self, op: str, value: Any, user: User) -> Q:
        lookup = {"starts_with": "istartswith", "is": "iexact", "is_not": "iexact"}.get(op, "icontains")
        found = Q()
        for phrase in value:
            found |= Q(**{f"{self.column}__{lookup}": phrase.strip()})
        return ~found if op in {"contains_not", "is_not"} else found

    def say(self, op: str, value: Any) -> str:
        return " or ".join(f"“{phrase.strip()}”" for phrase in value)
