"""Answers given before a chat: whether they are all there, and those that fill in fields of the ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels_inbox.models import Widget
from channels_inbox.widgets.shape import settings_of
from helpdesk.lib.patterns import LINE, fits
from tickets.errors import FieldRefused
from tickets.models import Ticket
from tickets.operations.filling import set_fields


def wrong_answer(widget: Widget, given: Mapping[str, str], known: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the key of the first question not answered as its settings want it, and what to say beside it.

    `known` are the visitor's own name and address: what we know is neither asked nor judged again.
    """
    for field in settings_of(widget)["fields"]:
        key = field["key"]
        value = given.get(key, "").strip()
        if value:
            wrong = _wrong(field, value)
        elif field["required"] and not known.get(key):
            wrong = "Tick this to go on." if field["type"] == "check" else f"{field['label']}: we need this to go on."
        else:
            wrong = ""
        if wrong:
            return key, wrong
    return None


def _wrong(field: Mapping[str, Any], value: str) -> str:
    label = field["label"]
    if field["type"] == "choice" and value not in field["options"]:
        return f"{label}: choose one of these."
    if field["type"] == "text" and len(value) > LINE:
        return f"{label}: {LINE} characters at most."
    return "" if fits(field.get("pattern", ""), value) else f"{label}: look at this again."


def fill_in(widget: Widget, ticket: Ticket, given: Mapping[str, str]) -> None:
    """Fill in what a question is for. What a field does not take is left out: the chat must not fail by it."""
    for field in settings_of(widget)["fields"]:
        value = given.get(field["key"], "")
        if not field.get("fills") or not value:
            continue
        try:
            set_fields(ticket, to={field["key"]: _answer(field, value)}, by=None)
        except FieldRefused:
            continue


def _answer(field: Mapping[str, Any], value: str) -> str | bool:
    return value == "yes" if field["type"] == "check" else value
