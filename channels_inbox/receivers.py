"""What channels do with the tickets' news. Each writes rows or registers an after-commit call, nothing else."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from accounts.models import Notification
from accounts.news import notified
from channels_inbox.aside import queue_side
from channels_inbox.automatic import queue_automatic
from channels_inbox.bot import receivers as bot  # noqa: F401
from channels_inbox.chat import receivers as chat  # noqa: F401
from channels_inbox.outbound import goes_by_mail, queue_on_wire, queue_reply
from channels_inbox.reaching_out import planning
from channels_inbox.realtime import (
    bell,  # noqa: F401
    subjects,  # noqa: F401
)
from channels_inbox.realtime import receivers as realtime  # noqa: F401
from channels_inbox.registry import can_send
from helpdesk.lib.wake import wake_after_commit
from tickets.models import Event, Message
from tickets.signals import event_recorded


@receiver(event_recorded)
def send_replies(*, event: Event, **_: Any) -> None:
    """Queue what an agent or a rule wrote to the customer, in the transaction that wrote it."""
    message = event.message
    if message is None:
        return
    said, by_mail = event.particulars, message.channel == "email"
    if not by_mail and not can_send(message.channel):
        return
    if message.kind == Message.Kind.SYSTEM and said.get("to_customer"):
        queue_automatic(message)
    elif message.kind == Message.Kind.SYSTEM and said.get("bot"):
        queue_on_wire(message, wire=said["wire"], options=said.get("options"), automatic=True)
    elif message.kind == Message.Kind.SIDE_OUT:
        queue_side(message)
    elif message.kind == Message.Kind.REPLY and (by_mail or goes_by_mail(message, wire=said.get("wire"))):
        queue_reply(message, hold=said.get("held", 0))
    elif message.kind == Message.Kind.REPLY:
        queue_on_wire(message, wire=said.get("wire"), hold=said.get("held", 0), options=said.get("options"))


@receiver(event_recorded)
def plan_reach_outs(*, event: Event, **_: Any) -> None:
    """Plan what a solved ticket's customer gets later, and take it back when it is opened again."""
    planning.follow(event)


@receiver(notified)
def mail_news(*, notification: Notification, **_: Any) -> None:
    """Wake whoever mails notifications for one that is to go at once; the rest is due later by its own column."""
    if notification.mail_at is not None and notification.mail_at <= notification.created_at:
        wake_after_commit("channels_inbox.mail_notifications")
