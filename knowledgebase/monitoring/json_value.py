"""One value in an answer, by a path such as `status.indicator` or `items.0.state`."""

from __future__ import annotations

import json
from typing import Any


class NotThere(Exception):
    """The text is not JSON, or holds nothing at that path; the text says which."""


def value_at(body: bytes, path: str) -> str:
    """Return the value as text: true, false and null in words, numbers as written, parts as JSON. Raises NotThere."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise NotThere("Its answer is not JSON.") from None
    for step in path.split("."):
        if isinstance(found, dict) and step in found:
            found = found[step]
        elif isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        else:
            raise NotThere(f"Its answer has nothing at “{path}”.")
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
