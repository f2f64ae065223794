from __future__ import annotations

from channels_inbox.adapters.calling import fetch_file
from channels_inbox.adapters.sms import twilio
from channels_inbox.messages import InboundFile, RemoteFile
from channels_inbox.models import Channel


def fetch(file: RemoteFile, channel: Channel) -> InboundFile:
    """Fetch a picture; Twilio sends us on to where it is kept. Raises NotFetched."""
    return fetch_file(file.source, file.name, file.content_type, headers=twilio.for_media(channel, file.source))
