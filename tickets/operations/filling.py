"""Fill in the custom fields of a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from helpdesk.lib.rows import update
from tickets.custom_fields import clean, say
from tickets.errors import FieldRefused
from tickets.events import Actor, record
from tickets.models import CustomField, Event, Ticket
from tickets.permissions import require_change
from tickets.selectors import locked


@transaction.atomic
def set_fields(ticket: Ticket, *, to: Mapping[str, Any], by: Actor) -> Event | None:
    """Give the named fields new values, None for no answer; fields that are not named stay as they are.

    Raises FieldRefused for a field or value that does not exist.
    """
    require_change(by)
    wanted = read_fields(to)
    ticket = locked(ticket)
    before = ticket.fields
    changed = {field: value for field, value in wanted.items() if before.get(field.key) != value}
    if not changed:
        return None
    after = {**before, **{field.key: value for field, value in changed.items()}}
    ticket.fields = {key: value for key, value in after.items() if value is not None}
    update(ticket, ["fields"])
    changes = [
        {
            "key": field.key,
            "label": field.label,
            "before": say(field.kind, before.get(field.key)),
            "after": say(field.kind, value),
            "before_value": before.get(field.key),
            "after_value": value,
        }
        for field, value in changed.items()
    ]
    return record(ticket, "fields_changed", by=by, changes=changes)


def read_fields(values: Mapping[str, Any]) -> dict[CustomField, Any]:
    """Return what was entered for fields, as tickets keep it. Raises FieldRefused."""
    known = {field.key: field for field in CustomField.objects.in_use().filter(key__in=list(values))}
    if gone := sorted(set(values) - set(known)):
        raise FieldRefused(gone[0], f"There is no field “{gone[0]}”.")
    found = {}
    for key, field in known.items():
        try:
            found[field] = clean(field, values[key])
        except ValidationError as error:
            raise FieldRefused(key, f"{field.label}: {' '.join(error.messages)}") from error
    return found
