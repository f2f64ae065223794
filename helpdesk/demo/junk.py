"""What every public mailbox gets, and what an agent does with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from helpdesk.demo.history import History
from helpdesk.demo.hours import next_open
from helpdesk.demo.telling import Teller
from tickets.models.kinds import Category, ChannelKind

_LETTERS = [
    (
        "Your website could rank higher",
        (
            "Dear webmaster,\n\nwe looked at your website and found 14 problems that keep you from page one. May we "
            "send you "
            "our free report?\n\nGrowth Partners"
        ),
    ),
    (
        "Quick question about halden.example",
        "Hi,\n\nare you the right person to talk to about link placements? We have a budget.\n\nThe Web Ranking Team",
    ),
    (
        "Your parcel is waiting: confirm the fee",
        "A parcel addressed to you is being held. Confirm the fee of €1.99 within 24 hours to have it delivered.",
    ),
]


def tell_junk(teller: Teller, times: dict[int, datetime]) -> Iterator[History]:
    """Tell one unwanted letter for each number and date, each marked as spam when somebody saw it."""
    finders = [teller.company.agents[name] for name in ("leila", "jonas", "priya")]
    for (number, opened_at), (subject, text), stranger, finder in zip(
        times.items(), _LETTERS, teller.company.strangers, finders, strict=False
    ):
        history = History(
            stages=teller.company.stages,
            requester=stranger.asker,
            subject=subject,
            channel=ChannelKind.EMAIL,
            opened_at=opened_at,
        )
        history.number = number
        history.receive(text, "", opened_at, verified=False)
        history.move(Category.SPAM, next_open(opened_at + timedelta(minutes=35)), finder)
        yield history
