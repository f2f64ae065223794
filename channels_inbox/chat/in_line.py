"""Who waits for a person, in which place, and how somebody steps out to be answered by mail."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from channels_inbox.chat.entries import tell
from channels_inbox.chat.errors import WhoFirst
from channels_inbox.chat.finding import locked_chat
from channels_inbox.chat.news import tell_agents
from channels_inbox.models import Chat
from tickets.events import record


def place_of(chat: Chat) -> int | None:
    """Return which place a chat has among those who wait for the same people, the next being 1; None if it waits not.

    The longest waiting is taken first, by hand and by the desk; a chat somebody picks out of turn moves it up.
    """
    if not chat.is_waiting:
        return None
    line = Chat.objects.filter(owner=Chat.Owner.QUEUE, ended_at=None, missed_at=None, team=chat.team_id)
    earlier = Q(queued_at__lt=chat.queued_at) | Q(queued_at=chat.queued_at, pk__lt=chat.pk)
    return line.filter(earlier).count() + 1


@transaction.atomic
def answer_by_mail(chat: Chat) -> bool:
    """Let a visitor who waits step out of the line: they are answered by mail. False when they do not wait.

    The ticket stays where it is, and whoever takes it answers in the chat should they still be there. Raises WhoFirst.
    """
    ticket, chat = locked_chat(chat)
    if not chat.is_waiting:
        return False
    if not chat.visitor.email:
        raise WhoFirst
    chat.by_mail_at = chat.missed_at = timezone.now()
    chat.missed_due_at = None
    chat.save(update_fields=["by_mail_at", "missed_at", "missed_due_at"])
    tell(chat, "by_mail")
    record(ticket, "chat_by_mail", by=chat.visitor.customer)
    tell_agents(chat, ticket, "missed")
    return True
