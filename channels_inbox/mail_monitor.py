"""A monitor of our own mail: a letter goes out to a channel, and must come in there (knowledgebase/monitoring).

What comes back carries our own mark, so it becomes no ticket; intake only says that it came.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from channels_inbox.messages import Address, OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.registry import sender
from channels_inbox.sending import Sent
from knowledgebase.models import Monitor
from knowledgebase.monitoring.kinds import Kind
from knowledgebase.monitoring.result import Ask, Result, answered, down
from knowledgebase.operations.recording import record

_PROBE = re.compile(r"probe\.(\d{1,18})\.([0-9a-f]{24})@")


def clean(params: dict[str, Any]) -> dict[str, str]:
    if not _channels().filter(pk=params.get("channel")).exists():
        return {"channel": "Choose one of your mail channels."}
    return {}


def look(ask: Ask) -> Result | None:
    """Judge the letter that is under way, and send another; what arrives is noted by intake."""
    now = ask.now or timezone.now()
    late = ""
    if "letter" in ask.memory:
        sent_at = datetime.fromisoformat(ask.memory["sent_at"])
        if now - sent_at < timedelta(seconds=ask.seconds):
            return None
        late = f"A letter has not come in after {round((now - sent_at).total_seconds()):,} seconds."
    channel = _channels().filter(pk=ask.params["channel"]).first()
    if channel is None:
        return down("Its mail channel is gone.")
    letter = secrets.token_hex(12)
    # Written down first: it may come in before its sending is over.
    Monitor.objects.filter(pk=ask.monitor).update(memory={"letter": letter, "sent_at": now.isoformat()})
    answer = sender("email").send(channel, _write(channel, ask.monitor, letter), on_transmit=lambda: True)
    if not isinstance(answer, Sent):
        Monitor.objects.filter(pk=ask.monitor).update(memory={})
        return down(f"A letter could not be sent. {answer.trouble}".strip())
    return down(late) if late else None


@transaction.atomic
def note_arrival(message_id: str, *, at: datetime) -> None:
    """Note that a letter of a monitor's came in; any other letter of ours is none of its business."""
    found = _PROBE.match(message_id)
    if found is None:
        return
    rows = Monitor.objects.select_for_update(no_key=True, of=("self",)).select_related("component")
    monitor = rows.filter(pk=int(found[1]), kind=Kind.MAIL, paused_at=None).first()
    if monitor is None or monitor.memory.get("letter") != found[2]:
        return
    took = at - datetime.fromisoformat(monitor.memory["sent_at"])
    monitor.memory = {}
    record(monitor, answered(max(0, round(took.total_seconds() * 1000))), at=max(at, monitor.checked_at or at))


def _channels() -> Any:
    return Channel.objects.filter(kind="email", retired_at=None)


def _write(channel: Channel, monitor: int, letter: str) -> OutboundMessage:
    address = Address("", channel.address)
    return OutboundMessage(
        sender=address,
        to=(address,),
        subject="Does mail arrive here?",
        text="A monitor of the help desk sent this, and waits until it has come in. It becomes no ticket.\n",
        message_id=f"probe.{monitor}.{letter}@{settings.MAIL_DOMAIN}",
        automatic=True,
    )
