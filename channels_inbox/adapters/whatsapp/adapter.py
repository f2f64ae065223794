"""WhatsApp's Cloud API in normal form: messages and what became of ours.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from channels_inbox.adapters.reading import file_name, inner, line, listed, load, moment, text
from channels_inbox.capabilities import Capabilities, FileRule
from channels_inbox.messages import Address, DeliveryReceipt, InboundMessage, RemoteFile
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

_MB = 1024 * 1024
# https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
capabilities = Capabilities(
    identity="whatsapp",
    max_length=4096,
    window=timedelta(hours=24),
    outside="template",
    files=(
        FileRule("image/jpeg", 5 * _MB),
        FileRule("image/png", 5 * _MB),
        FileRule("video/mp4", 16 * _MB),
        FileRule("video/3gpp", 16 * _MB),
        FileRule("audio/*", 16 * _MB),
        FileRule("application/*", 100 * _MB),
        FileRule("text/plain", 100 * _MB),
    ),
    receipts=("delivered", "read"),
    can_start=True,
    # https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
    buttons=3,
    button_length=20,
    button_text=1024,
)
_FILES = {
    "image": ("photo", "image/jpeg"),
    "video": ("video", "video/mp4"),
    "audio": ("voice message", "audio/ogg"),
    "document": ("document", "application/pdf"),
    "sticker": ("sticker", "image/webp"),
}


def parse(raw: bytes, channel: Channel) -> InboundMessage:
    """Read one message or one status, as `hook.split` kept it."""
    kept = load(raw)
    if "status" in kept:
        return _receipt(inner(kept, "status"))
    said = inner(kept, "message")
    number = line(said.get("from"))
    if not number:
        raise Unreadable("It does not say who sent it.")
    words, remote = _words(said), _file(said)
    if not words and not remote:
        words = "[A kind of message that cannot be shown here]"
    return InboundMessage(
        external_id=line(said.get("id")),
        channel_kind="whatsapp",
        sender=Address(line(inner(kept, "contact", "profile").get("name")), number),
        sent_at=moment(said.get("timestamp")),
        text=words,
        reply_text=words,
        remote_files=remote,
        conversation_key=number,
        identity_kind="whatsapp",
    )


def _receipt(status: dict[str, Any]) -> InboundMessage:
    error = next(iter(listed(status.get("errors"))), {})
    reason = line(inner(error, "error_data").get("details")) or line(error.get("message")) or line(error.get("title"))
    receipt = DeliveryReceipt(
        line(status.get("status")),
        line(status.get("id")),
        reason or "WhatsApp could not deliver it.",
        moment(status.get("timestamp")),
    )
    return InboundMessage("", "whatsapp", Address("", ""), receipt=receipt)


def _words(said: dict[str, Any]) -> str:
    """Return a message in words, whatever its type."""
    kind = line(said.get("type"))
    match kind:
        case "text":
            return text(inner(said, "text").get("body"))
        case "button":
            return text(inner(said, "button").get("text"))
        case "interactive":
            chosen = inner(said, "interactive", "button_reply") or inner(said, "interactive", "list_reply")
            return text(chosen.get("title"))
        case "reaction":
            emoji = line(inner(said, "reaction").get("emoji"))
            return f"Reacted with {emoji}" if emoji else "Took a reaction back"
        case "location":
            place = inner(said, "location")
            where = (line(place.get(name)) for name in ("name", "address"))
            known = ", ".join(filter(None, where))
            return f"Location: {line(place.get('latitude'))}, {line(place.get('longitude'))} {known}".strip()
        case "contacts":
            return "\n".join(_contact(person) for person in listed(said.get("contacts")))
    return text(inner(said, kind).get("caption"))


def _contact(person: dict[str, Any]) -> str:
    numbers = [line(phone.get("phone")) for phone in listed(person.get("phones"))]
    return f"Contact: {' '.join([line(inner(person, 'name').get('formatted_name')), *numbers])}"


def _file(said: dict[str, Any]) -> tuple[RemoteFile, ...]:
    kind = line(said.get("type"))
    item = inner(said, kind)
    if kind not in _FILES or not line(item.get("id")):
        return ()
    name, usual = _FILES[kind]
    content_type = line(item.get("mime_type")).partition(";")[0][:127] or usual
    return (RemoteFile(file_name(item.get("filename"), content_type, name), content_type, line(item["id"])),)
