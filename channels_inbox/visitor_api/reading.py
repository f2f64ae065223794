"""Read what a widget says, as strictly as it deserves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from channels_inbox.chat.saying import LONGEST
from channels_inbox.models import Widget
from channels_inbox.visitor_api.gate import Malformed
from channels_inbox.widgets.shape import settings_of

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


def message(content: Mapping[str, Any], *, empty: bool = False) -> tuple[str, str]:
    """Return the text and the client's id of a message. Raises Malformed."""
    text = content.get("text", "")
    if not isinstance(text, str) or _broken(text):
        raise Malformed("text", "This text cannot be read. Type it again.")
    if len(text) > LONGEST:
        raise Malformed("text", f"A message may have up to {LONGEST:,} characters.")
    if not text.strip() and not empty:
        raise Malformed("text", "Write something first.")
    client_id = content.get("client_id")
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise Malformed("client_id", "Name the message: 8 to 64 letters, digits, - or _.")
    return text, client_id


def about(content: Mapping[str, Any]) -> dict[str, str]:
    """Return what a visitor says of themselves and of the page they are on. Raises Malformed for a wrong address."""
    said = {"name": line(content.get("name"), 120), "email": _email(content.get("email"))}
    page = content.get("page")
    if isinstance(page, Mapping):
        said |= {"page_url": page_address(page.get("url")), "page_title": line(page.get("title"), 200)}
    language = content.get("language")
    if isinstance(language, str) and _LANGUAGE.fullmatch(language) and len(language) <= 16:
        said["language"] = language
    return said


def texts(given: Any) -> dict[str, str]:
    """Return what was answered to the questions before the chat, by their keys; anything but words is left out."""
    if not isinstance(given, Mapping):
        return {}
    readable = {
        key: value.strip()[:2000] for key, value in given.items() if isinstance(value, str) and not _broken(value)
    }
    return {key: value for key, value in readable.items() if value}


def answers(given: Mapping[str, str], widget: Widget) -> list[tuple[str, str]]:
    """Return answers for agents to read, by their questions' labels; name and address are the visitor's own."""
    fields = (field for field in settings_of(widget)["fields"] if field["type"] not in {"name", "email"})
    return [(line(field["label"], 200), given[field["key"]]) for field in fields if field["key"] in given]


def position(value: Any, field: str = "seq") -> int:
    """Return the position of an entry. Raises Malformed."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
        value = int(value)
    if type(value) is not int or not 0 <= value < 2**31:
        raise Malformed(field, "A position is a whole number from 0.")
    return value


def line(value: Any, most: int) -> str:
    """Return a value as one printable line, cut; anything but text is empty."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value[: most * 2]).split())[:most]


def page_address(value: Any) -> str:
    """Return a page's address without what may be secret in it; empty when it is none an agent should open."""
    text = line(value, 2000)
    try:
        parts = urlsplit(text)
        host = parts.hostname
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    # Queries carry session keys and mail addresses; agents need to know the page, not those.
    return urlunsplit((parts.scheme, f"{host}{port}", parts.path, "", ""))[:1000]


def _email(value: Any) -> str:
    text = line(value, 320)
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        raise Malformed("email", "This is no email address we could write to.") from None
    return text


def _broken(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text)
