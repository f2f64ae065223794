"""Answer on Instagram, which fetches files from us itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from channels_inbox.adapters.calling import Result, as_json
from channels_inbox.adapters.meta.sending import frame, kind_of, post, words
from channels_inbox.messages import OutboundMessage
from channels_inbox.models import Channel


def send(channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]) -> Result:
    said: dict[str, Any] = words(message)
    if message.files:
        file = message.files[0]
        said = {"attachment": {"type": kind_of(file.content_type), "payload": {"url": file.url}}}
    return post(channel, message, as_json({**frame(message), "message": said}), "Instagram", on_transmit=on_transmit)
