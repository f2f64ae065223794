"""Telegram's updates (https://core.telegram.org/bots/api#update) in normal form."""

from __future__ import annotations

from typing import Any

from channels_inbox.adapters.reading import file_name, inner, line, listed, load, moment, text
from channels_inbox.capabilities import Capabilities, files
from channels_inbox.messages import Address, InboundMessage, RemoteFile
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

# https://core.telegram.org/bots/api#sendmessage and #sending-files
capabilities = Capabilities(
    identity="telegram",
    max_length=4096,
    files=files(image=10, any=50),
    buttons=12,
    button_length=60,
    button_text=4096,
)

_NAMED = {
    "document": ("file", "application/octet-stream"),
    "video": ("video", "video/mp4"),
    "animation": ("animation", "video/mp4"),
    "audio": ("audio", "audio/mpeg"),
    "voice": ("voice message", "audio/ogg"),
    "video_note": ("video message", "video/mp4"),
}


def parse(raw: bytes, channel: Channel) -> InboundMessage:
    """Read one update. Only private chats are conversations with a customer."""
    update = load(raw)
    said = inner(update, "message")
    sender, chat = inner(said, "from"), inner(said, "chat")
    handle, key = line(sender.get("id")), line(chat.get("id"))
    if not handle or not key:
        raise Unreadable("It does not say who sent it.")
    words = text(said.get("text")) or text(said.get("caption")) or _told(said)
    remote = _files(said)
    if not words and not remote:
        words = "[A kind of message that cannot be shown here]"
    return InboundMessage(
        external_id=line(update.get("update_id")),
        channel_kind="telegram",
        sender=Address(_name(sender), handle),
        sent_at=moment(said.get("date")),
        text=words,
        reply_text=words,
        remote_files=remote,
        auto_reply=sender.get("is_bot") is True,
        language=line(sender.get("language_code")),
        conversation_key=key,
        identity_kind="telegram",
    )


def _name(sender: dict[str, Any]) -> str:
    whole = " ".join(filter(None, (line(sender.get("first_name")), line(sender.get("last_name")))))
    return whole or line(sender.get("username"))


def _files(said: dict[str, Any]) -> tuple[RemoteFile, ...]:
    # A photo comes in several sizes, smallest first.
    found = [RemoteFile("photo.jpg", "image/jpeg", line(p.get("file_id"))) for p in listed(said.get("photo"))[-1:]]
    if "animation" in said:
        # It is repeated as a document for old clients.
        said = {name: value for name, value in said.items() if name != "document"}
    for kind, (name, content_type) in _NAMED.items():
        item = inner(said, kind)
        if item:
            mime = line(item.get("mime_type"))[:127] or content_type
            found.append(RemoteFile(file_name(item.get("file_name"), mime, name), mime, line(item.get("file_id"))))
    return tuple(file for file in found if file.source)


def _told(said: dict[str, Any]) -> str:
    """Return in words what somebody shared that is neither text nor file."""
    if place := inner(said, "location"):
        return f"Location: {line(place.get('latitude'))}, {line(place.get('longitude'))}"
    if person := inner(said, "contact"):
        names = (line(person.get(name)) for name in ("first_name", "last_name", "phone_number"))
        return f"Contact: {' '.join(filter(None, names))}"
    return line(inner(said, "sticker").get("emoji"))
