"""`{"id", "path" | "raw_base64", "channel"?}` → what became of a mail, as if it had come by SMTP.

Lines share state, so a reply after its original is appended. All of it happens in one transaction that is
rolled back at the end unless `keep`; files the mails brought are removed with it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction

from channels_inbox.messages import Address, InboundMessage
from channels_inbox.models import Channel, Inbound
from channels_inbox.processing import process_inbound
from channels_inbox.registry import Unreadable, adapter
from channels_inbox.storing import store_raw
from helpdesk.lib.html import sanitise
from tickets.models import Attachment

from . import Answer, BadLine, Line, text_of

_SLUG = "conform"
_NOTHING: Line = {
    **dict.fromkeys(("subject", "from", "from_name", "message_id", "in_reply_to", "text", "reply_text"), ""),
    **{name: [] for name in ("to", "cc", "references", "attachments")},
    **dict.fromkeys(("html", "bounce", "feedback_report")),
    "auto_reply": False,
}


@contextmanager
def session(keep: bool) -> Iterator[Answer]:
    """Give the answering function, on a database that is made ready first when it is empty."""
    if "tickets_ticket" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0, stdout=sys.stderr)
    if keep:
        yield answer
        return
    last = Attachment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    files: list[str] = []
    try:
        with transaction.atomic():
            yield answer
            files = list(Attachment.objects.filter(pk__gt=last).values_list("file", flat=True))
            transaction.set_rollback(True)
    finally:
        for name in files:
            default_storage.delete(name)


def answer(line: Line) -> Line:
    """Take one mail in and tell what became of it."""
    raw, channel = _raw(line), _channel(line)
    # The key a mail server's delivery has: the same bytes again are the same delivery again.
    pk, new = store_raw(channel, external_id=f"smtp:{hashlib.sha256(raw).hexdigest()}", raw=raw)
    if new:
        process_inbound(pk)
    row = Inbound.objects.select_related("ticket").get(pk=pk)
    return {**_outcome(row, new=new), **_content(raw, channel)}


def _outcome(row: Inbound, *, new: bool) -> Line:
    reason = row.reason
    if not new:
        outcome, reason = "ignored", "The same delivery came before."
    elif row.state == Inbound.State.PENDING:
        outcome, reason = "quarantined", "It could not be read at the first attempt."
    else:
        outcome = row.outcome if row.outcome in {"created", "appended", "quarantined"} else "ignored"
    if not reason and row.evidence:
        reason = ", ".join(f"{name} {value}" for name, value in row.evidence.items())
    return {
        "outcome": outcome,
        "reason": reason,
        "ticket": row.ticket.number if row.ticket else None,
        "message": row.message_id,
    }


def _content(raw: bytes, channel: Channel) -> Line:
    try:
        message = adapter(channel.kind).parse(raw, channel)
    except Unreadable:
        return _NOTHING
    return {
        "subject": message.subject,
        "from": message.sender.email,
        "from_name": message.sender.name,
        "to": _addresses(message.to),
        "cc": _addresses(message.cc),
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to[0] if message.in_reply_to else "",
        "references": list(message.references),
        "text": message.text,
        "reply_text": message.reply_text,
        "html": sanitise(message.html) if message.html else None,
        "attachments": _attachments(message),
        "auto_reply": message.auto_reply,
        "bounce": _bounce(message),
        "feedback_report": _feedback(message),
    }


def _addresses(addresses: tuple[Address, ...]) -> list[str]:
    return [a.email for a in addresses]


def _attachments(message: InboundMessage) -> list[Line]:
    return [
        {
            "name": f.name,
            "type": f.content_type,
            "size": len(f.content),
            "inline": f.inline,
            "md5": hashlib.md5(f.content, usedforsecurity=False).hexdigest(),
        }
        for f in message.attachments
    ]


def _bounce(message: InboundMessage) -> Line | None:
    report = message.bounce
    if report is None:
        return None
    return {
        "recipients": [r.email for r in report.recipients],
        "action": report.action,
        "status": report.status,
        "diagnostic": report.diagnostic,
        "permanent": report.permanent,
        "original_message_id": report.original_message_id,
    }


def _feedback(message: InboundMessage) -> Line | None:
    report = message.feedback_report
    if report is None:
        return None
    return {
        "type": report.feedback_type,
        "recipient": report.recipient,
        "original_message_id": report.original_message_id,
    }


def _raw(line: Line) -> bytes:
    if line.get("raw_base64") is not None:
        try:
            return base64.b64decode(text_of(line, "raw_base64"), validate=True)
        except binascii.Error:
            raise BadLine('"raw_base64" is no base64') from None
    if line.get("path") is None:
        raise BadLine('"path" or "raw_base64" is needed')
    try:
        return Path(text_of(line, "path")).read_bytes()
    except (OSError, ValueError) as error:
        raise BadLine(f"the file cannot be read: {error}") from None


def _channel(line: Line) -> Channel:
    slug: Any = line.get("channel") or _SLUG
    if not isinstance(slug, str):
        raise BadLine('"channel" must be a text')
    found = Channel.objects.filter(slug=slug).first()
    # A corpus may name channels this installation does not have; they live as long as the session.
    return found or Channel.objects.create(
        kind="email", slug=slug[:60], name=slug[:80], address=f"{slug}@conform.example".lower()
    )
