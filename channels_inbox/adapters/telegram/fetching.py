from __future__ import annotations

from channels_inbox.adapters.calling import call, fetch_file, read_json
from channels_inbox.adapters.reading import inner, line
from channels_inbox.adapters.telegram import bot
from channels_inbox.messages import InboundFile, RemoteFile
from channels_inbox.models import Channel
from channels_inbox.registry import NotFetched
from helpdesk.lib import http


def fetch(file: RemoteFile, channel: Channel) -> InboundFile:
    """Ask where a file is, then fetch it (getFile). Bots may have files of up to 20 MB. Raises NotFetched."""
    try:
        answer = call("GET", f"{bot.method(channel, 'getFile')}?file_id={file.source}")
    except (http.Forbidden, http.Unreached) as error:
        raise NotFetched(str(error), permanent=isinstance(error, http.Forbidden)) from error
    said = read_json(answer.body)
    path = line(inner(said, "result").get("file_path")) if isinstance(said, dict) else ""
    if not path:
        raise NotFetched(bot.described(said, answer.status), permanent=answer.status == 400)
    return fetch_file(bot.file(channel, path), file.name, file.content_type)
