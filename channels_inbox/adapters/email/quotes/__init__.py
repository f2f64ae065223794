"""The new words of an answer, without the quoted history and the signature."""

from __future__ import annotations

from .html import reply_from_html
from .text import MARKER, reply_from_text

__all__ = ["MARKER", "reply_from_html", "reply_from_text", "reply_text"]

_STRUCTURE = (
    "blockquote",
    "_quote",
    "yahoo_quoted",
    "divRplyFwdMsg",
    "appendonsend",
    "OLK_SRC_BODY",
    "moz-cite-prefix",
    "border-top:solid",
)


def reply_text(text: str, html: str | None = None) -> str:
    """Return the new words, from the plain text where there is one; from the HTML when only that marks the quote."""
    if not text.strip():
        return reply_from_html(html) if html else ""
    reply = reply_from_text(text)
    if html and reply == text.strip("\n").rstrip() and any(mark in html for mark in _STRUCTURE):
        marked = reply_from_html(html)
        if len(marked) < len(reply):
            return marked
    return reply
