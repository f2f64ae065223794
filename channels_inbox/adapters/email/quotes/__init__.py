"""The new words of a reply."""

from __future__ import annotations

from helpdesk.lib.html import html_to_text


def reply_text(text: str, html: str | None = None) -> str:
    """Return what the sender wrote this time."""
    return text or html_to_text(html or "")
