"""Move things of a list that has an order of its own."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from accounts.models import User
from accounts.operations.auditing import audit


@transaction.atomic
def move(thing: models.Model, rows: models.QuerySet[Any], *, to: int, by: User) -> None:
    """Put a thing at a place among rows, counted from 1; past the end is the last. Asked again, nothing happens.

    Rows keep their order in `position`; all of them are locked, so two moves at once both count.
    """
    held = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    # Put in order here: the database sorts before it waits for the locks, and by then somebody has moved one.
    before = sorted(held, key=lambda row: (row.position, row.pk))
    if thing not in before:
        return
    after = list(before)
    after.insert(max(to, 1) - 1, after.pop(after.index(thing)))
    if after == before:
        return
    for position, other in enumerate(after, start=1):
        if other.position != position:
            type(thing)._default_manager.filter(pk=other.pk).update(position=position)
    audit(thing, "moved", by=by, before=_told(before), after=_told(after))


def _told(order: list[Any]) -> dict[str, list[str]]:
    return {"order": [str(thing) for thing in order]}
