"""Counts that stop counting: what a list says beside its name never costs more than its first thousand rows."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

CAP = 1000


class CappedCount(Subquery):
    """Count a queryset's rows, at most CAP of them, as part of another statement.

    Only the primary key is read, so a partial index that holds it answers alone.
    """

    template = "(SELECT count(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()

    def __init__(self, queryset: QuerySet[Any], **extra: Any) -> None:
        super().__init__(queryset.order_by().values("pk")[:CAP], **extra)


def shown(count: int) -> str:
    """Write a capped count as people read it."""
    return f"{CAP - 1}+" if count >= CAP else str(count)
