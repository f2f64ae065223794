"""Every kind of channel that can be used, in one greppable table; adapters load when first needed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from channels_inbox.messages import InboundMessage, OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.sending import Lost, Refused, Sent, TryLater

ADAPTERS = {
    "email": "channels_inbox.adapters.email.adapter",
    "web_form": "channels_inbox.adapters.web_form.adapter",
}
SENDERS = {"email": "channels_inbox.adapters.email.smtp_out"}


class Unreadable(Exception):
    """What came is no message of its kind; the text says why, for an administrator."""


class Adapter(Protocol):
    """What a channel kind must bring."""

    def parse(self, raw: bytes, channel: Channel) -> InboundMessage:
        """Return the normal form; raise Unreadable and nothing else. Pure, without a database."""


class Sender(Protocol):
    """What a kind brings that can be answered on."""

    def send(
        self, channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]
    ) -> Sent | TryLater | Refused | Lost:
        """Hand a message over. Call `on_transmit` just before the other side could accept; on False stop."""


def sender(kind: str) -> Sender:
    """Return the module that sends for a kind; raises KeyError for kinds that only receive."""
    return cast(Sender, import_module(SENDERS[kind]))


def adapter(kind: str) -> Adapter:
    """Return the adapter module of a kind; raise Unreadable for a kind nobody can read."""
    try:
        path = ADAPTERS[kind]
    except KeyError:
        raise Unreadable(f"There is no way to read messages of the kind “{kind}”.") from None
    return cast(Adapter, import_module(path))
