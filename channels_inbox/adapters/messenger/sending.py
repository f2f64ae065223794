"""Answer on Messenger; files go along with the message."""

from __future__ import annotations

import json
from collections.abc import Callable

from channels_inbox.adapters.calling import Result, as_json, as_multipart
from channels_inbox.adapters.meta.sending import frame, kind_of, post, words
from channels_inbox.messages import OutboundMessage
from channels_inbox.models import Channel


def send(channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]) -> Result:
    return post(channel, message, _body(message), "Messenger", on_transmit=on_transmit)


def _body(message: OutboundMessage) -> tuple[str, bytes]:
    if not message.files:
        return as_json({**frame(message), "message": words(message)})
    file = message.files[0]
    attachment = {"attachment": {"type": kind_of(file.content_type), "payload": {"is_reusable": False}}}
    told = {**frame(message), "message": attachment}
    fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in told.items()}
    return as_multipart(fields, [("filedata", file.name, file.content_type, file.content)])
