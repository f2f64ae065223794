"""The “messaging” events Messenger and Instagram share.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events
https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook
"""

from __future__ import annotations

import json
import logging
from typing import Any

from channels_inbox.adapters.calling import call, fetch_file, read_json
from channels_inbox.adapters.meta import graph
from channels_inbox.adapters.reading import file_name, inner, line, listed, load, moment, text
from channels_inbox.hooking import Arrival, named
from channels_inbox.messages import Address, DeliveryReceipt, InboundFile, InboundMessage, RemoteFile
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable
from helpdesk.lib import http

log = logging.getLogger(__name__)

_TYPES = {"image": ("photo", "image/jpeg"), "video": ("video", "video/mp4"), "audio": ("voice message", "audio/mp4")}


def split(body: bytes, channel: Channel, *, wanted: str) -> list[Arrival]:
    """Return each event of a delivery that a ticket is made of. What we wrote ourselves comes back as an echo."""
    update = load(body)
    if update.get("object") != wanted or not isinstance(update.get("entry"), list):
        raise Unreadable("It is of another kind than this channel.")
    account = str(channel.settings.get("account_id", ""))
    found: list[Arrival] = []
    passed: set[str] = set()
    for entry in listed(update["entry"]):
        for event in listed(entry.get("messaging")):
            name = _name(event)
            if name and inner(event, "recipient").get("id") == account:
                found.append(Arrival(name, json.dumps(event).encode()))
            else:
                passed |= set(event) - {"sender", "recipient", "timestamp"}
        passed |= set(entry) - {"id", "time", "messaging"}
    if passed:
        log.info("Channel %s was told of %s, which means nothing here.", channel.slug, ", ".join(sorted(passed))[:80])
    return found


def _name(event: dict[str, Any]) -> str:
    """Return an event's own id; empty for one that is nothing to us."""
    said = inner(event, "message")
    if said:
        return "" if said.get("is_echo") or said.get("is_deleted") else _id("message", said.get("mid"))
    who, at = line(inner(event, "sender").get("id")), line(event.get("timestamp"))
    if "postback" in event:
        return _id("postback", inner(event, "postback").get("mid") or f"{who}:{at}")
    for kind in ("delivery", "read"):
        if kind in event:
            told = inner(event, kind)
            return _id(kind, f"{who}:{line(told.get('watermark')) or line(told.get('mid')) or at}")
    return ""


def _id(prefix: str, key: Any) -> str:
    return named(prefix, line(key)) if line(key) else ""


def parse(raw: bytes, kind: str) -> InboundMessage:
    """Read one event."""
    event = load(raw)
    who = line(inner(event, "sender").get("id"))
    if not who:
        raise Unreadable("It does not say who sent it.")
    at = moment(event.get("timestamp"), milliseconds=True)
    for name, status in (("delivery", "delivered"), ("read", "read")):
        if name in event:
            told = inner(event, name)
            if told.get("mid"):
                receipt = DeliveryReceipt(status, line(told["mid"]), at=at)
            else:
                until = moment(told.get("watermark"), milliseconds=True)
                receipt = DeliveryReceipt(status, who, at=at, everything_before=until)
            return InboundMessage("", kind, Address("", ""), receipt=receipt)
    said = inner(event, "message")
    words = text(said.get("text")) or text(inner(event, "postback").get("title"))
    shared, remote = _attachments(listed(said.get("attachments")))
    words = "\n".join(filter(None, (words, *shared)))
    if not words and not remote:
        words = "[A kind of message that cannot be shown here]"
    return InboundMessage(
        external_id=line(said.get("mid")),
        channel_kind=kind,
        sender=Address("", who),
        sent_at=at,
        text=words,
        reply_text=words,
        remote_files=remote,
        wants_name=True,
        conversation_key=who,
        identity_kind=kind,
    )


def _attachments(given: list[dict[str, Any]]) -> tuple[list[str], tuple[RemoteFile, ...]]:
    """Return what somebody shared: links as words, files as files."""
    words, files = [], []
    for item in given:
        kind, address = line(item.get("type")), text(inner(item, "payload").get("url"))
        if kind == "fallback" or kind in {"share", "story_mention", "ig_reel", "reel"}:
            words.append(" ".join(filter(None, (line(item.get("title")), address))))
        elif kind == "location":
            place = inner(item, "payload", "coordinates")
            words.append(f"Location: {line(place.get('lat'))}, {line(place.get('long'))}")
        elif address:
            name, content_type = _TYPES.get(kind, ("file", ""))
            files.append(RemoteFile(file_name("", content_type, name), content_type, address))
    return words, tuple(files)


def fetch(file: RemoteFile, channel: Channel) -> InboundFile:
    """Fetch from the address Meta gave, which needs no token. Raises NotFetched."""
    return fetch_file(file.source, file.name, file.content_type)


def name_of(handle: str, channel: Channel) -> str:
    """Ask for somebody's name: https://developers.facebook.com/docs/messenger-platform/identity/user-profile."""
    try:
        answer = call("GET", graph.url(channel, f"{handle}?fields=name"), headers=graph.authorization(channel))
    except (http.Forbidden, http.Unreached):
        return ""
    return line(inner(read_json(answer.body)).get("name")) if answer.status == 200 else ""
