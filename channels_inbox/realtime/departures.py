"""Visitors come and go: told to the agents who have their chat, when it happens and not when they look again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from itertools import chain

from django.utils import timezone

from channels_inbox.models import Chat
from channels_inbox.realtime.groups import of_login, of_viewers
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame

# Who was seen so long after their last socket here closed is at another process, which tells of them.
ELSEWHERE = timedelta(seconds=15)


class Departures:
    """Which visitors this process has sockets of, and which have closed their last one but may be between two pages."""

    def __init__(self) -> None:
        self.here: set[int] = set()
        self.away: dict[int, datetime] = {}

    @property
    def is_watching(self) -> bool:
        return bool(self.here or self.away)

    def note(self, here: set[int]) -> None:
        """Take who is here now, and tell of whoever came back or has been away long enough to be gone."""
        came, now = here - self.here, timezone.now()
        self.away = {pk: since for pk, since in self.away.items() if pk not in here} | dict.fromkeys(
            self.here - here, now
        )
        self.here = here
        if came or self.away:
            self.away = _tell(came, self.away, now)


def _tell(came: Collection[int], away: Mapping[int, datetime], now: datetime) -> dict[int, datetime]:
    """Publish who came and who is gone; return who may still be between two pages."""
    chats = Chat.objects.filter(visitor__in={*came, *away}, ended_at=None).values_list(
        "visitor", "conversation__ticket", "agent", "visitor__seen_at", "visitor__widget__gone_after"
    )
    unsure: dict[int, datetime] = {}
    news: list[Publication] = []
    for visitor, ticket, agent, seen_at, gone_after in chats:
        gone = now - seen_at > timedelta(seconds=gone_after)
        if visitor in came or gone:
            news.append(_news(ticket, agent, here=visitor in came))
        elif seen_at - away[visitor] < ELSEWHERE:
            unsure[visitor] = away[visitor]
    publisher().publish(news)
    return unsure


def _news(ticket: int, agent: int | None, *, here: bool) -> Publication:
    to = frozenset(chain([of_viewers(ticket)], [] if agent is None else [of_login(agent)]))
    return Publication(to, frame({"kind": "visitor_here", "ticket": ticket, "here": here}))
