"""Answer in Telegram: https://core.telegram.org/bots/api#sendmessage, #sendphoto, #senddocument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from channels_inbox.adapters.calling import AGAIN, Result, as_json, as_multipart, hand_over
from channels_inbox.adapters.reading import inner, line
from channels_inbox.adapters.telegram import bot
from channels_inbox.messages import OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.sending import Refused, Sent, TryLater

PHOTOS = {"image/jpeg", "image/png"}


def send(channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]) -> Result:
    """Send the words, or the one file."""
    handle = message.to[0].email
    name, body = _body(message)
    return hand_over(
        bot.method(channel, name), body, lambda status, said: _read(status, said, handle), on_transmit=on_transmit
    )


def _body(message: OutboundMessage) -> tuple[str, tuple[str, bytes]]:
    chat = message.conversation_key
    if not message.files:
        return "sendMessage", as_json({"chat_id": chat, "text": message.text, **_keys(message)})
    file = message.files[0]
    name, field = ("sendPhoto", "photo") if file.content_type in PHOTOS else ("sendDocument", "document")
    return name, as_multipart({"chat_id": chat}, [(field, file.name, file.content_type, file.content)])


def _keys(message: OutboundMessage) -> dict[str, Any]:
    """Offer buttons as keys that send their own words: https://core.telegram.org/bots/api#replykeyboardmarkup."""
    labels = message.options.get("buttons")
    if not labels:
        return {}
    keys = [[{"text": label}] for label in labels]
    return {"reply_markup": {"keyboard": keys, "one_time_keyboard": True, "resize_keyboard": True}}


def _read(status: int, said: Any, handle: str) -> Result:
    if status == 200 and inner(said).get("ok") is True:
        return Sent((handle,), provider_id=line(inner(said, "result").get("message_id")))
    words = bot.described(said, status)
    if status >= 500 or status in AGAIN:
        return TryLater(trouble=words)
    if status in {401, 404}:
        return TryLater(trouble="Telegram does not know the bot's token. An administrator can set it anew.")
    return Refused(refused={handle: words}, trouble=words)
