"""The Send API Messenger and Instagram share, and its two windows.

https://developers.facebook.com/docs/messenger-platform/reference/send-api
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from channels_inbox.adapters.calling import Result, hand_over
from channels_inbox.adapters.meta import graph
from channels_inbox.adapters.reading import inner, line
from channels_inbox.messages import OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.sending import Sent

STANDARD = timedelta(hours=24)


def frame(message: OutboundMessage) -> dict[str, Any]:
    """Return whom it is for and why we may write: an answer within a day, after it only a person's (7 days)."""
    late = message.last_in_at is not None and timezone.now() - message.last_in_at > STANDARD
    reason = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"} if late else {"messaging_type": "RESPONSE"}
    return {"recipient": {"id": message.conversation_key}, **reason}


def words(message: OutboundMessage) -> dict[str, Any]:
    """Return a text, with quick replies where buttons go along.

    https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies
    """
    labels = message.options.get("buttons") or []
    replies = [{"content_type": "text", "title": label, "payload": label} for label in labels]
    return {"text": message.text, **({"quick_replies": replies} if replies else {})}


def kind_of(content_type: str) -> str:
    """Return Meta's word for a kind of file."""
    first = content_type.partition("/")[0]
    return first if first in {"image", "video", "audio"} else "file"


def post(
    channel: Channel,
    message: OutboundMessage,
    body: tuple[str, bytes],
    vendor: str,
    *,
    on_transmit: Callable[[], bool],
) -> Result:
    """Post one message to the account's own address."""
    handle = message.to[0].email

    def read(status: int, said: Any) -> Result:
        if status == 200:
            return Sent((handle,), provider_id=line(inner(said).get("message_id")))
        return graph.judge(status, said, handle, vendor)

    url = graph.url(channel, f"{channel.settings.get('sending_id') or channel.settings.get('account_id', '')}/messages")
    return hand_over(url, body, read, headers=graph.authorization(channel), on_transmit=on_transmit)
