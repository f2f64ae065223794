"""What an administrator decided about a mailbox, read from the channel's settings."""

from __future__ import annotations

from dataclasses import dataclass

from channels_inbox.adapters.email.transport.routing import max_bytes
from channels_inbox.adapters.email.transport.servers import Server, imap_server
from channels_inbox.models import Channel

POLL_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read one mailbox.

    `after` says what becomes of a mail that is stored: "seen", "move" (to `move_to`) or "nothing". `start` says
    what to take the first time: "unread" or only what is "new" from then on.
    """

    server: Server
    folder: str = "INBOX"
    after: str = "seen"
    move_to: str = ""
    start: str = "new"
    poll_seconds: int = POLL_SECONDS
    idle: bool = True
    max_bytes: int = 0


def plan_of(channel: Channel) -> Plan | None:
    """Return the plan of a channel that reads a mailbox, else None."""
    server = imap_server(channel)
    if server is None:
        return None
    values = channel.settings
    return Plan(
        server,
        folder=values.get("imap_folder") or "INBOX",
        after=values.get("imap_after") or "seen",
        move_to=values.get("imap_move_to") or "",
        start=values.get("imap_start") or "new",
        poll_seconds=int(values.get("imap_poll_seconds") or POLL_SECONDS),
        idle=bool(values.get("imap_idle", True)),
        max_bytes=max_bytes(channel),
    )
