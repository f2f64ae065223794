"""Read other people's JSON without believing its shape."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from channels_inbox.adapters.email.filenames import extension, safe_name
from channels_inbox.registry import Unreadable


def load(raw: bytes) -> dict[str, Any]:
    """Return the object a body holds. Raises Unreadable."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable("It is no JSON.") from error
    return mapping(value)


def mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unreadable("It is no JSON object.")
    return value


def inner(value: Any, *path: str) -> dict[str, Any]:
    """Return the object at a path, an empty one where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; what is no object is passed over."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return a text or a number as text; anything else is empty. Never with NUL, which no row can hold."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode()


def line(value: Any) -> str:
    """Return one line without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text(value)).split())


def moment(value: Any, *, milliseconds: bool = False) -> datetime | None:
    """Return a Unix time as a moment; None for anything else."""
    try:
        return datetime.fromtimestamp(float(text(value)) / (1000 if milliseconds else 1), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def file_name(given: Any, content_type: str, otherwise: str) -> str:
    """Return a name that is safe to show."""
    return safe_name(line(given)) or f"{otherwise}{extension(content_type)}"
