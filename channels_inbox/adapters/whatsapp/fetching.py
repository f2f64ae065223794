from __future__ import annotations

from channels_inbox.adapters.calling import call, fetch_file, read_json
from channels_inbox.adapters.meta import graph
from channels_inbox.adapters.reading import inner, text
from channels_inbox.messages import InboundFile, RemoteFile
from channels_inbox.models import Channel
from channels_inbox.registry import NotFetched
from helpdesk.lib import http


def fetch(file: RemoteFile, channel: Channel) -> InboundFile:
    """Ask where a file is, then fetch it; both with our token. Raises NotFetched.

    https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
    """
    headers = graph.authorization(channel)
    try:
        answer = call("GET", graph.url(channel, file.source), headers=headers)
    except (http.Forbidden, http.Unreached) as error:
        raise NotFetched(str(error), permanent=isinstance(error, http.Forbidden)) from error
    address = text(inner(read_json(answer.body)).get("url"))
    if not address:
        raise NotFetched(f"WhatsApp answered {answer.status}.", permanent=answer.status in {400, 404})
    return fetch_file(address, file.name, file.content_type, headers=headers)
