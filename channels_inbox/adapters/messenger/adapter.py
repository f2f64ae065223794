"""Facebook Messenger in normal form."""

from __future__ import annotations

from datetime import timedelta

from channels_inbox.adapters.meta import messaging
from channels_inbox.capabilities import Capabilities, files
from channels_inbox.messages import InboundMessage
from channels_inbox.models import Channel

# https://developers.facebook.com/docs/messenger-platform/reference/send-api
# and https://developers.facebook.com/docs/messenger-platform/policy/policy-overview for the windows.
capabilities = Capabilities(
    identity="messenger",
    max_length=2000,
    window=timedelta(hours=24),
    outside="human_agent",
    files=files(any=25),
    receipts=("delivered", "read"),
    buttons=13,
    button_length=20,
    button_text=2000,
)


def parse(raw: bytes, channel: Channel) -> InboundMessage:
    return messaging.parse(raw, "messenger")
