"""What channels do with the tickets' news. Each writes rows or registers an after-commit call, nothing else."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from channels_inbox.outbound import queue_reply
from channels_inbox.realtime import receivers as realtime  # noqa: F401
from tickets.models import Event, Message
from tickets.signals import event_recorded


@receiver(event_recorded)
def send_replies(*, event: Event, **_: Any) -> None:
    """Queue an agent's mail reply in the transaction that wrote it."""
    message = event.message
    if message is not None and message.kind == Message.Kind.REPLY and message.channel == "email":
        queue_reply(message, hold=event.particulars.get("held", 0))
