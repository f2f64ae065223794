"""Ranges of HTTP answers, as a person writes them: “200-299, 401”."""

from __future__ import annotations

DEFAULT = "200-299"


def parse(text: str) -> list[range]:
    """Return the ranges; raise ValueError for anything but three-digit numbers and spans of them."""
    found = []
    for part in (text or DEFAULT).split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        low, high = int(first), int(last if dash else first)
        if not 100 <= low <= high <= 599:
            raise ValueError(part)
        found.append(range(low, high + 1))
    return found
