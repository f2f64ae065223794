"""The chats an agent may see: who waits, whose they are, how long it takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import Channel, Chat
from channels_inbox.selectors.people import customer_name
from helpdesk.lib.languages import language_name
from tickets.models import Ticket

MOST = 200
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

    @property
    def by_agent(self) -> list[tuple[User, int]]:
        """Return who has how many, the busiest first."""
        return Counter(chat.agent for chat in self.agents if chat.agent).most_common()


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


def _dress(chat: Any, now: datetime) -> None:
    """Give a chat what its row draws beside its own fields."""
    chat.ticket = chat.conversation.ticket
    chat.here = now - chat.visitor.seen_at <= timedelta(seconds=chat.visitor.widget.gone_after)
    chat.unread = chat.seq > chat.agent_read
    chat.spoken = language_name(chat.visitor.language)
