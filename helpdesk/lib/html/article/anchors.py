"""Give headings ids that stay, and lead links within the page to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.text import slugify
from markdown_it.token import Token

# Keeps an author's heading “Main” from becoming the page's own id.
PREFIX = "s-"
# Headings of a text that are listed; the others are shown like them.
MAX_HEADINGS = 500
_OWN = re.compile(r"\{#([a-zA-Z0-9][\w-]{0,79})\}\Z")


def anchor_headings(tokens: Sequence[Token]) -> list[tuple[int, str, str]]:
    """Set the ids; return (level, id, text) of the first 500 headings. “## Title {#name}” names its id itself."""
    found: list[tuple[int, str, str]] = []
    used: dict[str, int] = {}
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        own = _own_id(inline)
        text = words_of(inline)
        name = _free(own or slugify(text)[:80] or "section", used)
        opening.attrs = {**opening.attrs, "id": PREFIX + name}
        if len(found) < MAX_HEADINGS:
            found.append((int(opening.tag[1]), PREFIX + name, text))
    return found


def words_of(inline: Token) -> str:
    """Return what a reader reads of an inline token."""
    parts = []
    for child in inline.children or []:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type == "image":
            parts.append(words_of(child))
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return "".join(parts).strip()


def _own_id(inline: Token) -> str:
    last = inline.children[-1] if inline.children else None
    if last is None or last.type != "text":
        return ""
    found = _OWN.search(last.content.rstrip(" \t"))
    if found is None:
        return ""
    last.content = last.content[: found.start()].rstrip(" \t")
    return found[1].lower()


def _free(wanted: str, used: dict[str, int]) -> str:
    """Return a name nobody has; `used` says up to which number each is taken."""
    name = wanted
    while name in used:
        used[wanted] += 1
        name = f"{wanted}-{used[wanted]}"
    used[name] = 1
    return name
