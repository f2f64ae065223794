"""The end of a chat, and chats nobody came to."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils import timezone

from accounts.models import Customer, User
from channels_inbox.chat.entries import tell
from channels_inbox.chat.finding import locked_chat
from channels_inbox.chat.news import tell_agents
from channels_inbox.models import Chat
from helpdesk.lib.one_by_one import one_by_one
from tickets.events import record
from tickets.permissions import require_change


@transaction.atomic
def end_chat(chat: Chat, *, by: User | Customer | None) -> bool:
    """End a chat; False when it had ended. The ticket goes on: ending a talk solves nothing by itself."""
    if isinstance(by, User):
        require_change(by)
    ticket, chat = locked_chat(chat)
    if not chat.is_open:
        return False
    close(chat, by=by)
    record(ticket, "chat_ended", by=by)
    return True


def close(chat: Chat, *, by: User | Customer | None) -> None:
    """End a chat whose lock the caller holds. Whoever had it keeps the ticket; nobody waits any more."""
    chat.ended_at = timezone.now()
    chat.ended_by = (
        Chat.Side.AGENT if isinstance(by, User) else Chat.Side.VISITOR if isinstance(by, Customer) else Chat.Side.SYSTEM
    )
    chat.missed_due_at = None
    chat.save(update_fields=["ended_at", "ended_by", "missed_due_at"])
    tell(chat, "ended", by=chat.ended_by)
    tell_agents(chat, chat.conversation.ticket, "ended")


def miss_chats(*, now: datetime | None = None) -> int:
    """Let go of chats nobody answered within their limit, or before their visitor left; return how many."""
    now = now or timezone.now()
    return one_by_one(lambda pk: _miss(pk, now), list(_forsaken(now).values_list("pk", flat=True)[:500]))


def _forsaken(now: datetime) -> QuerySet[Chat]:
    patience = ExpressionWrapper(
        F("visitor__widget__gone_after") * Value(timedelta(seconds=1)), output_field=DurationField()
    )
    waiting = Chat.objects.filter(owner=Chat.Owner.QUEUE, ended_at=None, missed_at=None)
    return waiting.filter(Q(missed_due_at__lte=now) | Q(visitor__seen_at__lt=Value(now) - patience))


@transaction.atomic
def _miss(pk: int, now: datetime) -> bool:
    chat = Chat.objects.select_related("conversation__ticket").get(pk=pk)
    ticket, chat = locked_chat(chat)
    # Looked at again under the lock: somebody may have come this moment.
    if not _forsaken(now).filter(pk=pk).exists():
        return False
    left = chat.missed_due_at is None or chat.missed_due_at > now
    chat.missed_at, chat.missed_due_at = now, None
    chat.save(update_fields=["missed_at", "missed_due_at"])
    tell(chat, "missed", reachable=bool(chat.visitor.email))
    record(ticket, "chat_missed", by=None, left=left)
    tell_agents(chat, ticket, "missed")
    return True
