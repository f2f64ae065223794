"""Whether what a visitor wrote answers a question of the flow."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from channels_inbox.outlines import Node

LONGEST = 500


def checked(node: Node, text: str) -> str | None:
    """Return the answer as it is kept, or None when it is none."""
    value = " ".join(text.split())[:LONGEST]
    if not value:
        return None
    check = node.get("check", "any")
    if check == "email":
        return _email(value)
    if check == "number":
        found = value.replace(" ", "").replace(",", ".")
        return found if re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", found) else None
    if check == "pattern":
        return value if re.fullmatch(node["pattern"], value[:200]) else None
    return value


def _email(value: str) -> str | None:
    """Return the address in what was said: people write “it is ana@example.com” as well."""
    for word in value.split():
        candidate = word.strip("<>,.;:()")
        try:
            validate_email(candidate)
        except ValidationError:
            continue
        return candidate
    return None
