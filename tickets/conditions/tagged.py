"""Which tags a ticket carries, or was just given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q

from accounts.models import User
from tickets.conditions.choices import Rows
from tickets.conditions.facts import Facts
from tickets.conditions.field import Field, Options, Use, is_list, is_number
from tickets.models import Tag, Ticket

_TAGS = Rows(Tag.objects.all, lookup="tags")


@dataclass(frozen=True, kw_only=True)
class Tagged(Field):
    input: ClassVar[str] = "tags"

    def operators(self, use: Use) -> dict[str, str]:
        found = {
            "any_of": "include any of",
            "all_of": "include all of",
            "none_of": "include none of",
            "empty": "are empty",
            "not_empty": "are not empty",
        }
        if use == Use.TRIGGER:
            found |= {"added": "were given", "removed": "lost"}
        return found

    def options(self, use: Use) -> Options | None:
        return _TAGS.all()

    @property
    def lookup(self) -> str:
        return _TAGS.lookup

    def check(self, op: str, value: Any, use: Use) -> str:
        if op in {"empty", "not_empty"}:
            return ""
        if not is_list(value, of=is_number):
            return "Choose at least one tag."
        known = _TAGS.labels(value)
        return "" if all(v in known for v in value) else "A tag named here does not exist any more."

    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        if op in {"added", "removed"}:
            return self._moved(op, value, facts)
        present = facts.tags
        if op in {"empty", "not_empty"}:
            return (", ".join(present.values()) or "none") if bool(present) == (op == "not_empty") else None
        found = [present[v] for v in value if v in present]
        if op == "none_of":
            return None if found else "none of them"
        enough = found if op == "any_of" else found if len(found) == len(set(value)) else []
        return ", ".join(enough) if enough else None

    def _moved(self, op: str, value: Any, facts: Facts) -> str | None:
        if facts.event is None or facts.event.action != "tagged":
            return None
        moved = set(facts.event.particulars.get(op, ()))
        found = [name for name in _TAGS.labels(value).values() if name in moved] if moved else []
        return ", ".join(found) or None

    def q(self, op: str, value: Any, user: User) -> Q:
        through = Ticket.tags.through.objects
        if op in {"empty", "not_empty"}:
            tagged = Q(pk__in=through.values("ticket"))
            return tagged if op == "not_empty" else ~tagged
        if op == "all_of":
            both = Q()
            for one in value:
                both &= Q(pk__in=through.filter(tag=one).values("ticket"))
            return both
        found = Q(pk__in=through.filter(tag__in=value).values("ticket"))
        return found if op == "any_of" else ~found

    def say(self, op: str, value: Any) -> str:
        if op in {"empty", "not_empty"}:
            return ""
        known = _TAGS.labels(value)
        joint = " and " if op == "all_of" else " or "
        return joint.join(known.get(v, "a tag that is gone") for v in value)
