"""Write one message into a locked ticket: the part opening, receiving, replying and noting share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Customer, User
from helpdesk.lib.rows import insert
from tickets.errors import FileGone
from tickets.events import record
from tickets.models import Attachment, Event, HtmlBody, Message, Ticket

# Line break and tab are the only control characters a text needs; browsers draw the others as boxes.
_CONTROLS = {code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\n\t\r"}


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that comes with a message. `content` is its bytes; an upload already stored is an Attachment instead."""

    name: str
    content_type: str
    content: bytes
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Html:
    """HTML as sent, its cleaned form, and the policy that cleaned it."""

    source: str
    cleaned: str
    sanitiser: str
    has_remote: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody wrote. `reply_text` is `text` without history and signature; empty means the same."""

    text: str
    reply_text: str = ""
    html: Html | None = None
    files: Sequence[NewFile] = field(default=())


def add_message(
    ticket: Ticket,
    content: Content,
    *,
    kind: Message.Kind,
    channel: str,
    by: User | Customer | None,
    public: bool = True,
    verified: bool = False,
    at: datetime | None = None,
    uploads: Sequence[Attachment] = (),
    action: str = "message_added",
    **particulars: Any,
) -> Event:
    """Write the message, its files and its event. The caller holds the ticket's lock. Raises FileGone."""
    message = new_message(ticket, content, kind=kind, channel=channel, by=by, public=public, verified=verified, at=at)
    store_message(message, content, uploads=uploads)
    return record(ticket, action, by=by, message=message, kind=kind, channel=channel, **particulars)


def new_message(
    ticket: Ticket,
    content: Content,
    *,
    kind: Message.Kind,
    channel: str,
    by: User | Customer | None,
    public: bool = True,
    verified: bool = False,
    at: datetime | None = None,
) -> Message:
    """Return the message as it is to be stored."""
    text = content.text.translate(_CONTROLS)
    return Message(
        ticket=ticket,
        kind=kind,
        channel=channel,
        author_user=by if isinstance(by, User) else None,
        author_customer=by if isinstance(by, Customer) else None,
        text=text,
        reply_text=content.reply_text.translate(_CONTROLS) or text,
        public=public,
        sender_verified=verified,
        created_at=at or timezone.now(),
    )


def store_message(message: Message, content: Content, *, uploads: Sequence[Attachment] = ()) -> None:
    """Store a new message with its files, before its event: whoever hears of the message finds it whole.

    `uploads` are files their author stored before; each joins one message at most.
    Raises FileGone rather than leave one out.
    """
    insert(message)
    message.plain = content.html is None and not content.files and not uploads
    if content.html is not None:
        html = content.html
        insert(
            HtmlBody(
                message=message,
                source=html.source,
                cleaned=html.cleaned,
                sanitiser=html.sanitiser,
                has_remote=html.has_remote,
            )
        )
    for item in content.files:
        store_file(item, message=message)
    if uploads:
        waiting = Attachment.objects.filter(pk__in=[u.pk for u in uploads], message=None)
        if waiting.update(message=message) < len(uploads):
            raise FileGone


def sent_before(ticket: Ticket, *, by: User, key: str) -> Event | None:
    """Return what this person wrote under a client's key, if they did: a form sent twice makes one message.

    Only true under the ticket's lock, which makes the second of two racing requests wait for the first.
    """
    if not key:
        return None
    return Event.objects.filter(ticket=ticket, by_user=by, particulars__key=key).first()


def store_file(item: NewFile, *, message: Message | None = None, uploaded_by: User | None = None) -> Attachment:
    """Store a file under an unguessable name. A crash before commit leaves a file the daily sweep removes."""
    attachment = Attachment(
        message=message,
        uploaded_by=uploaded_by,
        name=item.name[:255] or "file",
        content_type=item.content_type[:127],
        size=len(item.content),
        inline=item.inline,
        content_id=item.content_id[:255],
    )
    attachment.file.save(attachment.name, ContentFile(item.content), save=False)
    return insert(attachment)
