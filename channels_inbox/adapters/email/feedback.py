"""Abuse complaints from mailbox providers (RFC 5965)."""

from __future__ import annotations

from channels_inbox.messages import FeedbackReport

from .mime import Part


def feedback_report(root: Part) -> FeedbackReport | None:
    """Return what a complaint says, or None when the mail is none."""
    return None
