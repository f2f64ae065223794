"""Send a text message: https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse

from channels_inbox.adapters.calling import AGAIN, Result, as_form, hand_over
from channels_inbox.adapters.reading import inner, line
from channels_inbox.adapters.sms import twilio
from channels_inbox.messages import OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.sending import Refused, Sent, TryLater


def send(channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]) -> Result:
    """Send the words, or one file, which Twilio fetches from us."""
    handle = message.to[0].email
    return hand_over(
        twilio.messages(channel),
        as_form(_fields(channel, message)),
        lambda status, said: _read(status, said, handle),
        headers=twilio.authorization(channel),
        on_transmit=on_transmit,
    )


def _fields(channel: Channel, message: OutboundMessage) -> list[tuple[str, str]]:
    service = channel.settings.get("messaging_service_sid", "")
    sender = ("MessagingServiceSid", service) if service else ("From", channel.address)
    told = settings.SITE_URL + reverse("hook", args=[channel.kind, channel.slug])
    content = [("MediaUrl", file.url) for file in message.files] or [("Body", message.text)]
    return [("To", message.to[0].email), sender, ("StatusCallback", told), *content]


def _read(status: int, said: Any, handle: str) -> Result:
    whole = inner(said)
    if status in {200, 201}:
        return Sent((handle,), provider_id=line(whole.get("sid")))
    words = line(whole.get("message"))
    told = f"Twilio said: {words[:200]}" if words else f"Twilio answered {status}."
    if status == 401:
        return TryLater(trouble="Twilio does not accept the account's token. An administrator can set it anew.")
    if status >= 500 or status in AGAIN:
        return TryLater(trouble=told)
    return Refused(refused={handle: told}, trouble=told)
