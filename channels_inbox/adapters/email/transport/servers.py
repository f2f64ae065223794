"""Which mail servers a channel uses, read from its settings and sealed secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, cast

from django.conf import settings

from channels_inbox.models import Channel

Security = Literal["tls", "starttls", "none"]


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect and as whom. `trusted` is set for servers named by the operator, not in a form."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    trusted: bool = False


def smtp_server(channel: Channel) -> Server | None:
    """Return the channel's own mail server, else the installation's, else None."""
    own = _own(channel, "smtp")
    if own or not settings.EMAIL_HOST:
        return own
    tls: Security = "tls" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "none"
    return Server(
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        tls,
        settings.EMAIL_HOST_USER,
        settings.EMAIL_HOST_PASSWORD,
        trusted=True,
    )


def imap_server(channel: Channel) -> Server | None:
    """Return the mailbox server of a channel that has one."""
    return _own(channel, "imap")


def _own(channel: Channel, kind: Literal["smtp", "imap"]) -> Server | None:
    values = channel.settings
    if not values.get(f"{kind}_host"):
        return None
    return Server(
        values[f"{kind}_host"],
        int(values[f"{kind}_port"]),
        cast(Security, values[f"{kind}_security"]),
        values.get(f"{kind}_user", ""),
        channel.secrets.get(f"{kind}_password", ""),
    )
