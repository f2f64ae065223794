"""What a language is called."""

from __future__ import annotations

from django.utils import translation


def language_name(code: str) -> str:
    """Return a language's English name, or its code when it has none we know."""
    try:
        return str(translation.get_language_info(code.lower())["name"]) if code else ""
    except KeyError:
        return code
