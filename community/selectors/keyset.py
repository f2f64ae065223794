"""Pages by key: the next begins where this one ended, so page one thousand costs what the first does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows, and the keys that lead to the pages beside this one; empty at an end."""

    rows: Sequence[M]
    newer: str = ""
    older: str = ""


def page_of(rows: QuerySet[M], by: str, *, before: str = "", after: str = "", size: int = 20) -> Page[M]:
    """Return the rows that come after the key `before`, or just ahead of the key `after`, in descending order.

    `by` is the column of the order, a moment or a number; ties are ordered by the primary key. A key that is none
    means the beginning.
    """
    back = bool(after) and not before
    key = _read(before or after, moment=not by.endswith("votes"))
    if key is not None:
        value, pk = key
        bound, beyond = ("gte", "gt") if back else ("lte", "lt")
        # The first condition is where the index is entered, the second passes over the ties.
        rows = rows.filter(**{f"{by}__{bound}": value})
        rows = rows.filter(Q(**{f"{by}__{beyond}": value}) | Q(**{by: value, f"pk__{beyond}": pk}))
    ordered = rows.order_by(by, "pk") if back else rows.order_by(f"-{by}", "-pk")
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found:
        return Page(found)
    newer = more if back else key is not None
    older = True if back else more
    return Page(found, _key(found[0], by) if newer else "", _key(found[-1], by) if older else "")


def _key(row: Model, by: str) -> str:
    value = getattr(row, by)
    number = (value - _EPOCH) // _MICROSECOND if isinstance(value, datetime) else value
    return f"{number}-{row.pk}"


def _read(key: str, *, moment: bool) -> tuple[Any, int] | None:
    number, _, pk = key.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 18 for part in (number, pk)):
        return None
    return (_EPOCH + int(number) * _MICROSECOND if moment else int(number)), int(pk)
