"""How each vendor is played: one module for each kind that has a web address. A kind without one fails the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from channels_inbox.models import Channel
from channels_inbox.registry import KINDS
from tests.channels_inbox.wires.vendor import Asked, Told

PAYLOADS = Path(__file__).parents[3] / "payloads"
# Kinds whose vendor posts to us: each of them is held to the contract.
HOOKED = sorted(kind for kind, row in KINDS.items() if row.hook)


@dataclass(frozen=True)
class Post:
    """What a vendor posts: a body and the headers that prove it."""

    body: bytes
    headers: Mapping[str, str]
    content_type: str = "application/json"


class Player(Protocol):
    """What a module of this package says about its vendor."""

    # Who writes in the messages below, as identities keep it.
    HANDLE: str

    def channel(self, url: str) -> Channel:
        """Make the channel, with its secrets set, talking to a vendor at this address."""

    def message(self, text: str, *, number: int = 1) -> bytes:
        """Return a body with one message of the same person; `number` makes it another event."""

    def two_messages(self) -> tuple[bytes, int]:
        """Return a body with more than one message where the vendor bundles them, and how many."""

    def unknown(self) -> bytes:
        """Return a body with an event that means nothing here."""

    def signed(self, channel: Channel, body: bytes) -> Post:
        """Return the body as the vendor would post it."""

    def unset(self, channel: Channel) -> None:
        """Take away the secret by which the vendor proves itself."""

    def answer(self, asked: Asked) -> Told:
        """Answer as the vendor does when all is well."""

    def refusal(self) -> tuple[Told, str]:
        """Return the answer by which it refuses a message for good, and words an agent must then read."""

    def file(self, url: str) -> bytes:
        """Return a body with a message “This is the gauge.” and a photo kept at this server."""

    def receipt(self, provider_id: str, status: str) -> bytes:
        """Return a body by which the vendor tells what became of a message; for kinds that have receipts."""

    def said(self, asked: Asked) -> str:
        """Return the text of a message that was sent to the vendor; empty for any other request."""


def player(kind: str) -> Player:
    return cast(Player, import_module(f"{__name__}.{kind}"))


def payload(kind: str, name: str) -> bytes:
    return (PAYLOADS / kind / name).read_bytes()
