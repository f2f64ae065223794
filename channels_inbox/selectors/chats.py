"""The chats an agent may see: who waits, whose they are, how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from accounts.models import AvailabilityState, User
from channels_inbox.models import Channel, Chat
from channels_inbox.selectors.people import customer_name
from helpdesk.lib.languages import language_name
from tickets.models import Ticket

MOST = 200
MOST_ONLINE = 50
_KEPT = 20
# What the expected wait is learned from.
_LEARN = 20
_LATELY = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that goes on now, by whose turn it is."""

    waiting: list[Any]
    mine: list[Any]
    bot: list[Any]
    others: list[Any]

    @property
    def agents(self) -> list[Any]:
        return [*self.mine, *self.others]

    def by_agent(self, online: Iterable[User]) -> list[tuple[User, int]]:
        """Return who has how many, the busiest first; who is there and has none comes last."""
        counts = Counter(chat.agent for chat in self.agents if chat.agent)
        return [*counts.most_common(), *((person, 0) for person in online if person not in counts)]


def visible_chats(user: User) -> QuerySet[Chat]:
    """Return the chats of tickets this person may see."""
    return Chat.objects.filter(conversation__ticket__in=Ticket.objects.visible_to(user).values("pk"))


def waiting_chats(user: User) -> QuerySet[Chat]:
    return visible_chats(user).filter(owner=Chat.Owner.QUEUE, ended_at=None, missed_at=None)


def board(user: User) -> Board:
    """Return the running chats with all their rows draw, in one statement; the longest waiting first."""
    now = timezone.now()
    found = list(
        visible_chats(user)
        .filter(ended_at=None)
        .filter(~Q(owner=Chat.Owner.QUEUE) | Q(missed_at=None))
        .select_related("conversation__ticket", "agent", "team", "visitor__widget__channel")
        .annotate(who=customer_name("conversation__ticket__requester"))
        .order_by(F("queued_at").asc(nulls_last=True), "-conversation__ticket__last_message_at", "-pk")[:MOST]
    )
    for chat in found:
        _dress(chat, now)
    by = {owner: [chat for chat in found if chat.owner == owner] for owner in Chat.Owner}
    theirs = by[Chat.Owner.AGENT]
    return Board(
        waiting=by[Chat.Owner.QUEUE],
        mine=[chat for chat in theirs if chat.agent_id == user.pk],
        bot=by[Chat.Owner.BOT],
        others=[chat for chat in theirs if chat.agent_id != user.pk],
    )


def expected_wait(channel: Channel | None = None) -> timedelta | None:
    """Return how long people have waited lately for somebody; None when nobody did."""
    taken = Chat.objects.filter(accepted_at__gt=timezone.now() - _LATELY)
    if channel is not None:
        taken = taken.filter(conversation__channel=channel)
    moments = taken.order_by("-accepted_at").values_list("started_at", "accepted_at")[:_LEARN]
    waits = [(accepted - started).total_seconds() for started, accepted in moments if accepted]
    return timedelta(seconds=median(waits)) if waits else None


@dataclass(frozen=True, slots=True)
class Day:
    """What became of the chats of the last 24 hours."""

    answered: int
    missed: int
    by_mail: int

    @classmethod
    def of(cls, user: User) -> Day:
        """Count the chats this person may see; what was counted is told again for a while."""
        key = f"chat-day:{user.pk}"
        found = cache.get(key)
        if found is None:
            found = cls._count(user)
            cache.set(key, found, _KEPT)
        return cls(**found)

    @staticmethod
    def _count(user: User) -> dict[str, int]:
        begun = visible_chats(user).filter(started_at__gt=timezone.now() - timedelta(days=1))
        return begun.aggregate(
            answered=Count("pk", filter=Q(accepted_at__isnull=False)),
            missed=Count("pk", filter=Q(accepted_at=None, missed_at__isnull=False, by_mail_at=None)),
            by_mail=Count("pk", filter=Q(accepted_at=None, by_mail_at__isnull=False)),
        )


def online_agents() -> list[User]:
    """Return who is there to be given a chat."""
    there = User.objects.filter(is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT])
    return list(there.filter(availability=AvailabilityState.ONLINE).order_by("name", "pk")[:MOST_ONLINE])


def _dress(chat: Any, now: datetime) -> None:
    """Give a chat what its row draws beside its own fields."""
    chat.ticket = chat.conversation.ticket
    chat.here = now - chat.visitor.seen_at <= timedelta(seconds=chat.visitor.widget.gone_after)
    chat.unread = chat.seq > chat.agent_read
    chat.spoken = language_name(chat.visitor.language)
