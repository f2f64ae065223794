"""Tell administrators why a channel does not work at the moment."""

from __future__ import annotations

from channels_inbox.models import Channel


def report(channel_id: int, words: str) -> None:
    """Write the reason down, or clear it with an empty text; nothing is written when nothing changed."""
    Channel.objects.filter(pk=channel_id).exclude(trouble=words).update(trouble=words)
