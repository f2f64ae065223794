"""Delivery reports."""

from __future__ import annotations

from channels_inbox.messages import Address, BounceReport

from .mime import Part


def bounce_report(root: Part, text: str, sender: Address, subject: str) -> BounceReport | None:
    """Return what a delivery report says, or None when the mail is none."""
    return None
