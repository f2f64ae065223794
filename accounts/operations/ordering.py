"""Move things of a list that has an order of its own."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from accounts.models import User
from accounts.operations.auditing import audit


@transaction.atomic
def move(thing: models.Model, rows: models.QuerySet[Any], *, up: bool, by: User) -> None:
    """Move a thing one place up or down among rows; at the end of the list nothing happens.

    Rows keep their order in `position`; all of them are locked, so two moves at once both count.
    """
    order = list(rows.order_by("position", "pk").select_for_update(of=("self",)))
    at = next((n for n, other in enumerate(order) if other.pk == thing.pk), None)
    to = None if at is None else at + (-1 if up else 1)
    if at is None or to is None or not 0 <= to < len(order):
        return
    before = [str(other) for other in order]
    order[at], order[to] = order[to], order[at]
    for position, other in enumerate(order, start=1):
        if other.position != position:
            type(thing)._default_manager.filter(pk=other.pk).update(position=position)
    audit(thing, "moved", by=by, before={"order": before}, after={"order": [str(other) for other in order]})
