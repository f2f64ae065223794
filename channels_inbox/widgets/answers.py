"""Answers given before a chat that fill in fields of the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels_inbox.models import Widget
from channels_inbox.widgets.shape import settings_of
from tickets.errors import FieldRefused
from tickets.models import Ticket
from tickets.operations.filling import set_fields


def fill_in(widget: Widget, ticket: Ticket, answers: Any) -> None:
    """Fill in what a question is for. What a field does not take is left out: the chat must not fail by it."""
    for field in settings_of(widget)["fields"] if isinstance(answers, Mapping) else ():
        value = answers.get(field["key"])
        if not field.get("fills") or not isinstance(value, str) or not value.strip():
            continue
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            # Half a sign, which no row can hold.
            continue
        try:
            set_fields(ticket, to={field["key"]: _answer(field, value.strip())}, by=None)
        except FieldRefused:
            continue


def _answer(field: Mapping[str, Any], value: str) -> str | bool:
    return value == "yes" if field["type"] == "check" else value
