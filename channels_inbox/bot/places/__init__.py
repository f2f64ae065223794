"""Where the bot talks: in a chat of a widget, or on the wire of a messenger. A place is held under its locks.

The bot's turn asks whether it may still speak, what was said, and says its words; it knows nothing else of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from accounts.models import Team
from channels_inbox.bot.engine import Button
from channels_inbox.models import BotRun
from tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, or which button they chose. `seq` is its place among all that was said there."""

    seq: int
    text: str
    choice: str
    at: datetime


class Place(Protocol):
    ticket: Ticket

    @property
    def is_bots(self) -> bool:
        """Tell whether the bot still has it. Only true under the locks."""

    @property
    def is_open(self) -> bool:
        """Tell whether anybody has it."""

    @property
    def is_too_late(self) -> bool:
        """Tell whether nothing may be said here any more by a machine."""

    @property
    def language(self) -> str:
        """Return the language of whoever writes."""

    def unanswered(self, after: int) -> Said | None:
        """Return the oldest words after a place that nobody answered."""

    def heard(self, most: int) -> list[str]:
        """Return what was written last, oldest first."""

    def say(self, text: str, buttons: Sequence[Button], *, name: str, bot: str) -> None:
        """Say something in the bot's name; `name` is that of the words, once in this place."""

    def introduce(self, **about: str) -> None:
        """Note what somebody says of themselves: their name, an address. Neither proves anything."""

    def hand_off(self, *, reason: str, team: Team | None) -> None:
        """Give it to people: of this team, or of the channel's own."""

    def give_up(self) -> None:
        """Leave it to people, because whoever wrote says no more."""


def place_of(run: BotRun) -> Place:
    """Return where a run talks, locked. Within a transaction."""
    from channels_inbox.bot.places.chat import ChatPlace
    from channels_inbox.bot.places.wire import WirePlace

    return ChatPlace(run) if run.chat_id else WirePlace(run)
