from __future__ import annotations

from channels_inbox.adapters.calling import fetch_file
from channels_inbox.messages import InboundFile, RemoteFile
from channels_inbox.models import Channel


def fetch(file: RemoteFile, channel: Channel) -> InboundFile:
    """Fetch a file from the address the other program gave. Raises NotFetched."""
    return fetch_file(file.source, file.name, file.content_type)
