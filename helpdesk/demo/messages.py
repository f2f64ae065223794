"""What Halden tells visitors where they are: news, a message that has done its work, and one that waits."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from accounts.models import User
from helpdesk.demo.company import DOMAIN
from knowledgebase.models import Announcement, AnnouncementReader
from knowledgebase.operations.announcing import save_announcement
from knowledgebase.visitors import cookie_visitor

# Of a hundred it was meant for ten are kept back; those who see it come to the page of the Pro 2 twice as often.
MEANT, HELD, SEEN_GOES, HELD_GOES = 420, 0.1, 0.31, 0.16


def tell_messages(rng: random.Random, *, now: datetime) -> None:
    """Write Halden's messages."""
    priya = User.objects.get(email=f"priya@{DOMAIN}")
    news = [
        ("Open on Saturdays", "From now on we answer on Saturdays too, from **nine to one**.", 3),
        ("The Pro 2 has a sister", "The Duo comes with **two boilers** now, like the Pro 2.", 12),
    ]
    for title, body, days in news:
        _write(title, by=priya, out=now - timedelta(days=days), kind="feed", body=body)
    _write(
        "Between two machines?",
        by=priya,
        body="Tell us how many cups a day, and we say which fits.",
        action="chat",
        action_label="Ask us",
        pages=["/pro-2*"],
        in_help=False,
        delay=8,
        goal="/pro-2*",
        holdout=10,
    )
    past = _write(
        "A kettle for every Pro 2",
        by=priya,
        out=now - timedelta(days=40),
        stopped=now - timedelta(days=26),
        kind="banner",
        body="Until the end of the month.",
        action="link",
        action_label="See the Pro 2",
        action_url="/pro-2/",
        in_help=False,
        goal="/pro-2*",
        holdout=10,
    )
    AnnouncementReader.objects.bulk_create([_reader(past, n, rng, now - timedelta(days=40)) for n in range(MEANT)])


def _write(
    title: str, *, by: User, out: datetime | None = None, stopped: datetime | None = None, **fields: object
) -> Announcement:
    made = save_announcement(Announcement(title=title, **fields), [], by=by)  # type: ignore[misc]
    Announcement.objects.filter(pk=made.pk).update(published_at=out, stopped_at=stopped)
    return made


def _reader(of: Announcement, number: int, rng: random.Random, began: datetime) -> AnnouncementReader:
    at = began + timedelta(minutes=rng.randrange(14 * 24 * 60))
    held = rng.random() < HELD
    pressed, dismissed = rng.random() < 0.2, rng.random() < 0.5
    goes = rng.random() < (HELD_GOES if held else SEEN_GOES)
    return AnnouncementReader(
        announcement=of,
        reader=cookie_visitor(f"demo:{number}").key,
        held=held,
        eligible_at=at,
        shown_at=None if held else at,
        clicked_at=at if pressed and not held else None,
        dismissed_at=at if dismissed and not pressed and not held else None,
        goal_at=at + timedelta(minutes=3) if goes or (pressed and not held) else None,
    )
