"""What may be written into a style sheet as a colour."""

from __future__ import annotations

import re

_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{3,30}|(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\([\d.,%/ a-z-]{3,60}\)")


def is_colour(text: str) -> bool:
    """Tell whether a text is a CSS colour: a name, hex digits, or a function of numbers, and nothing else."""
    return bool(_COLOUR.fullmatch(text))
