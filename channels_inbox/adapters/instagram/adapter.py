"""Instagram's direct messages in normal form."""

from __future__ import annotations

from datetime import timedelta

from channels_inbox.adapters.meta import messaging
from channels_inbox.capabilities import Capabilities, files
from channels_inbox.messages import InboundMessage
from channels_inbox.models import Channel

# https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message
capabilities = Capabilities(
    identity="instagram",
    max_length=1000,
    window=timedelta(hours=24),
    outside="human_agent",
    files=files(image=8, video=25, audio=25, pdf=25),
    fetches_files=True,
    receipts=("read",),
    buttons=13,
    button_length=20,
    button_text=1000,
)


def parse(raw: bytes, channel: Channel) -> InboundMessage:
    return messaging.parse(raw, "instagram")
