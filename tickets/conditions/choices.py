"""What a condition can choose from: closed sets, and rows that may be gone tomorrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from tickets.conditions.field import Options

BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Closed:
    """A set that never changes."""

    members: Any
    lookup: str = ""

    def labels(self, values: Iterable[Any]) -> dict[Any, str]:
        known = dict(self.members.choices)
        return {value: str(known[value]) for value in values if value in known}

    def all(self) -> Options | None:
        return [(value, str(label)) for value, label in self.members.choices]


@dataclass(frozen=True)
class Rows:
    """Rows of a table, by key. With a `lookup` they are too many to list, and searched at that address of the API."""

    rows: Callable[[], models.QuerySet[Any]]
    lookup: str = ""
    # Retired ones may still be asked for, since tickets carry them, but are not offered.
    retire: bool = False

    def labels(self, values: Iterable[Any]) -> dict[Any, str]:
        keys = [v for v in values if isinstance(v, int) and not isinstance(v, bool) and 0 < v <= BIGGEST_ID]
        return {row.pk: str(row) for row in self.rows().filter(pk__in=keys)} if keys else {}

    def all(self) -> Options | None:
        if self.lookup:
            return None
        offered = self.rows().filter(retired_at=None) if self.retire else self.rows()
        return [(row.pk, str(row)) for row in offered]
