"""Tell another program what an agent wrote: a signed POST, again and again until it says yes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from channels_inbox.adapters.calling import AGAIN, Result, as_json, hand_over
from channels_inbox.adapters.reading import inner, line
from channels_inbox.adapters.signing import hmac_hex
from channels_inbox.messages import OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.sending import Refused, Sent, TryLater


def send(channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]) -> Result:
    """Post to the channel's address. At least once: its id stays the same, so a second telling is known as one.

    That is why `on_transmit` is not called: a row whose worker died is told again, not left to a person.
    """
    url = channel.settings.get("url", "")
    if not url:
        return Refused(trouble="The channel has no address to send to. An administrator can set one.")
    body = as_json(_body(channel, message))
    at = int(time.time())
    mac = hmac_hex(channel.secrets.get("token", ""), f"{at}.".encode() + body[1])
    headers = {"X-Helpdesk-Delivery": message.message_id, "X-Helpdesk-Signature": f"t={at},v1={mac}"}
    handle = message.to[0].email
    return hand_over(url, body, lambda status, said: _read(status, said, handle, message.message_id), headers=headers)


def _body(channel: Channel, message: OutboundMessage) -> dict[str, Any]:
    handle = message.to[0].email
    return {
        "id": message.message_id,
        "type": "message",
        "conversation": message.conversation_key,
        "to": {"id": handle.removeprefix(f"{channel.slug}:")},
        "agent": {"name": message.sender.name},
        "ticket": message.ticket_number,
        "text": message.text,
        "files": [{"name": f.name, "content_type": f.content_type, "url": f.url} for f in message.files],
    }


def _read(status: int, said: Any, handle: str, ours: str) -> Result:
    if 200 <= status < 300:
        return Sent((handle,), provider_id=line(inner(said).get("id")) or ours)
    if status >= 500 or status in AGAIN:
        return TryLater(trouble=f"The other program answered {status}.")
    return Refused(refused={handle: f"It answered {status}."}, trouble=f"The other program answered {status}.")
