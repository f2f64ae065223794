"""What follows from an event, in order, inside its transaction. Read it top to bottom: this is all of it.

Only rows change here. Whatever leaves the house (mail, sockets, HTTP) is a row written now and
handed over after commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tickets import signals, waiting

if TYPE_CHECKING:
    from tickets.models import Event


def advance(event: Event) -> None:
    """Take an event through the house."""
    # 1. The ticket's own clock hands: who waits for whom since when.
    waiting.update(event)
    # 2. The apps above: acknowledgement, delivery rows, live pages.
    signals.event_recorded.send(sender=type(event), event=event)
