"""Keep hostile nesting away from tree builders, whose cost grows with the square of the depth."""

from __future__ import annotations

import re

from .words import words

MAX_DEPTH = 200

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)[^<>]*>")
# Elements that never hold others, or that close themselves when a sibling opens.
_FLAT = words(
    """
    area base br col embed hr img input link meta param source track wbr p li td th tr dd dt option tbody thead
    tfoot colgroup o:p
    """
)


def flatten(html: str) -> str:
    """Return the markup with elements nested deeper than 200 unwrapped; linear in its length."""
    if html.count("<") < MAX_DEPTH:
        return html
    depth = 0
    deepest = 0
    for slash, name in _TAG.findall(html):
        if name.lower() in _FLAT:
            continue
        if slash:
            depth -= depth > 0
        else:
            depth += 1
            deepest = max(deepest, depth)
    if deepest <= MAX_DEPTH:
        return html
    depth = 0
    skipped = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth, skipped
        if tag[2].lower() in _FLAT:
            return tag[0]
        if not tag[1]:
            if depth >= MAX_DEPTH:
                skipped += 1
                return " "
            depth += 1
        elif skipped:
            skipped -= 1
            return " "
        elif depth:
            depth -= 1
        return tag[0]

    return _TAG.sub(keep, html)
