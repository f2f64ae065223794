"""CommonMark 0.31 with tables, strike-through, task lists and callouts."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

CALLOUTS = ("note", "tip", "important", "warning", "caution")
_CALLOUT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\][ \t]+")


@cache
def parser() -> MarkdownIt:
    """Return the parser; raw HTML passes it, because whatever comes out is cleaned as a whole."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    markdown.core.ruler.push("callouts", _callouts)
    markdown.core.ruler.push("tasks", _tasks)
    return markdown


def _callouts(state: StateCore) -> None:
    """Turn a quote that begins with [!NOTE] and the like into a callout (as GitHub writes them)."""
    tokens = state.tokens
    for start, token in enumerate(tokens):
        if token.type != "blockquote_open" or start + 2 >= len(tokens) or tokens[start + 2].type != "inline":
            continue
        found = _CALLOUT.match(tokens[start + 2].content)
        if found is None:
            continue
        kind = found[1].lower()
        end = next(i for i in range(start, len(tokens)) if _closes(tokens[i], token))
        token.tag = tokens[end].tag = "aside"
        token.type, tokens[end].type = "callout_open", "callout_close"
        token.attrs = {"class": f"callout callout--{kind}"}
        token.info = kind
        _cut(tokens[start + 2], len(found[0]))


def _closes(token: Token, opening: Token) -> bool:
    return token.type == opening.type.replace("_open", "_close") and token.level == opening.level


def _tasks(state: StateCore) -> None:
    """Turn “[x]” at the start of a list item into a box that says whether it is done."""
    tokens = state.tokens
    for opening, _, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "list_item_open" or inline.type != "inline":
            continue
        found = _TASK.match(inline.content)
        if found is None:
            continue
        opening.attrs = {**opening.attrs, "class": "task"}
        _cut(inline, len(found[0]))
        done = found[1] != " "
        box = Token("html_inline", "", 0)
        box.content = f'<span class="task__box">{"☑" if done else "☐"}</span> '
        inline.children = [box, *(inline.children or [])]


def _cut(inline: Token, length: int) -> None:
    """Take the first characters off an inline text: a mark that is no part of what is read."""
    inline.content = inline.content[length:]
    children = inline.children or []
    while children and length > 0:
        first = children[0]
        size = 1 if first.type in {"softbreak", "hardbreak"} else len(first.content)
        if first.type not in {"text", "softbreak", "hardbreak"}:
            break
        if size <= length:
            children.pop(0)
        else:
            first.content = first.content[length:]
        length -= size
    if children and children[0].type in {"softbreak", "hardbreak"}:
        children.pop(0)
    inline.children = children
