"""The generic API channel: another program's messages, in the shape of docs/channels/api.md."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_datetime

from channels_inbox.adapters.reading import file_name, inner, line, listed, load, text
from channels_inbox.capabilities import Capabilities, files
from channels_inbox.messages import Address, DeliveryReceipt, InboundFile, InboundMessage, RemoteFile
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

capabilities = Capabilities(
    identity="external",
    max_length=200_000,
    files=files(any=25),
    fetches_files=True,
    receipts=("delivered", "read"),
    idempotent=True,
)
STATUSES = {"delivered", "read", "failed"}
MOST_FILES = 20


def parse(raw: bytes, channel: Channel) -> InboundMessage:
    """Read a message or a receipt of another program."""
    given = load(raw)
    if given.get("type") == "receipt":
        return _receipt(given)
    sender = inner(given, "sender")
    theirs = line(sender.get("id"))
    if not theirs:
        raise Unreadable("It does not say who sent it: “sender.id” is missing.")
    words = text(given.get("text")).strip()
    html = text(given.get("html")) or None
    whole, remote = _files(listed(given.get("files"))[:MOST_FILES])
    if not (words or html or whole or remote):
        raise Unreadable("It is empty: it has neither “text” nor “files”.")
    # Their ids mean something to their program alone.
    handle = f"{channel.slug}:{theirs}"
    return InboundMessage(
        external_id=line(given.get("id")),
        channel_kind="api",
        sender=Address(line(sender.get("name")), handle),
        subject=line(given.get("subject")),
        sent_at=_moment(given.get("sent_at")),
        text=words,
        reply_text=words,
        html=html,
        attachments=tuple(whole),
        remote_files=tuple(remote),
        auto_reply=given.get("automatic") is True,
        also_email=_email(sender.get("email")),
        conversation_key=line(given.get("conversation")) or theirs,
        identity_kind="external",
    )


def _receipt(given: dict[str, Any]) -> InboundMessage:
    status = text(given.get("status"))
    if status not in STATUSES:
        raise Unreadable(f"“status” of a receipt is one of {', '.join(sorted(STATUSES))}.")
    receipt = DeliveryReceipt(status, text(given.get("message")), line(given.get("reason")), _moment(given.get("at")))
    return InboundMessage("", "api", Address("", ""), receipt=receipt)


def _files(given: list[dict[str, Any]]) -> tuple[list[InboundFile], list[RemoteFile]]:
    whole, remote = [], []
    for item in given:
        kind = line(item.get("content_type"))[:127] or "application/octet-stream"
        name = file_name(item.get("name"), kind, "file")
        if "url" in item:
            remote.append(RemoteFile(name, kind, text(item["url"])))
            continue
        try:
            whole.append(InboundFile(name, kind, base64.b64decode(text(item.get("content")), validate=True)))
        except binascii.Error:
            raise Unreadable(f"The file “{name}” is no base64.") from None
    return whole, remote


def _moment(value: Any) -> Any:
    try:
        found = parse_datetime(text(value))
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _email(value: Any) -> str:
    found = line(value)
    try:
        validate_email(found)
    except ValidationError:
        return ""
    return found
