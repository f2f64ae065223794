"""Answer on WhatsApp: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from channels_inbox.adapters.calling import Result, as_json, as_multipart, call, hand_over, read_json
from channels_inbox.adapters.meta import graph
from channels_inbox.adapters.reading import inner, line, listed
from channels_inbox.messages import OutboundFile, OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.sending import Refused, Sent, TryLater
from helpdesk.lib import http

_KINDS = {"image/jpeg": "image", "image/png": "image", "video/mp4": "video", "video/3gpp": "video"}


def send(channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]) -> Result:
    """Send words, an approved template, or one file, which is brought there first."""
    handle = message.to[0].email
    content = _words(message)
    if message.files:
        uploaded = _upload(channel, message.files[0], handle)
        if not isinstance(uploaded, str):
            return uploaded
        content = _file(message.files[0], uploaded)
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": message.conversation_key, **content}
    return hand_over(
        _path(channel, "messages"),
        as_json(body),
        lambda status, said: _read(status, said, handle),
        headers=graph.authorization(channel),
        on_transmit=on_transmit,
    )


def _path(channel: Channel, name: str) -> str:
    return graph.url(channel, f"{channel.settings.get('phone_number_id', '')}/{name}")


def _words(message: OutboundMessage) -> dict[str, Any]:
    template: Mapping[str, Any] | None = message.options.get("template")
    if labels := message.options.get("buttons"):
        replies = [{"type": "reply", "reply": {"id": str(n), "title": label}} for n, label in enumerate(labels, 1)]
        asked = {"type": "button", "body": {"text": message.text}, "action": {"buttons": replies}}
        return {"type": "interactive", "interactive": asked}
    if template is None:
        return {"type": "text", "text": {"preview_url": False, "body": message.text}}
    values = [{"type": "text", "text": value} for value in template.get("values", ())]
    components = [{"type": "body", "parameters": values}] if values else []
    named = {"name": template["name"], "language": {"code": template["language"]}, "components": components}
    return {"type": "template", "template": named}


def _file(file: OutboundFile, uploaded: str) -> dict[str, Any]:
    kind = _KINDS.get(file.content_type) or ("audio" if file.content_type.startswith("audio/") else "document")
    named = {"filename": file.name} if kind == "document" else {}
    return {"type": kind, kind: {"id": uploaded, **named}}


def _upload(channel: Channel, file: OutboundFile, handle: str) -> str | Result:
    """Bring a file there and return its id; nobody sees it yet, so another try does no harm."""
    fields = {"messaging_product": "whatsapp", "type": file.content_type}
    body = as_multipart(fields, [("file", file.name, file.content_type, file.content)])
    try:
        answer = call("POST", _path(channel, "media"), body=body, headers=graph.authorization(channel))
    except http.Forbidden as error:
        return Refused(trouble=str(error))
    except http.Unreached as error:
        return TryLater(trouble=str(error))
    said = read_json(answer.body)
    named = line(inner(said).get("id"))
    return named if answer.status == 200 and named else graph.judge(answer.status, said, handle, "WhatsApp")


def _read(status: int, said: Any, handle: str) -> Result:
    if status == 200:
        taken = next(iter(listed(inner(said).get("messages"))), {})
        return Sent((handle,), provider_id=line(taken.get("id")))
    return graph.judge(status, said, handle, "WhatsApp")
