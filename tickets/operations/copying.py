"""Let a message be read in a second ticket: the same words and time, and the very same stored files."""

from __future__ import annotations

from helpdesk.lib.rows import insert
from tickets.events import record
from tickets.models import Attachment, Event, HtmlBody, Message, Ticket


def copy_message(message: Message, ticket: Ticket, *, action: str = "message_added") -> Event:
    """Write the message into a ticket whose lock the caller holds, as its author, at its own time.

    The ticket's customer reads there what they wrote or could read before; what others wrote is for colleagues.
    """
    copy = Message(
        ticket=ticket,
        kind=message.kind,
        channel=message.channel,
        author_user=message.author_user,
        author_customer=message.author_customer,
        text=message.text,
        reply_text=message.reply_text,
        sender_verified=message.sender_verified,
        public=message.public and _known_to_customer(message, ticket),
        created_at=message.created_at,
    )
    insert(copy)
    html = HtmlBody.objects.filter(message=message).first()
    if html is not None:
        html.pk, html.message = None, copy
        html.save(force_insert=True)
    for file in message.attachments.order_by("pk"):
        share(file, copy)
    return record(
        ticket,
        action,
        by=message.author_user or message.author_customer,
        message=copy,
        kind=copy.kind,
        channel=copy.channel,
        copy_of=message.pk,
    )


def _known_to_customer(message: Message, ticket: Ticket) -> bool:
    if ticket.requester_id in {message.author_customer_id, message.ticket.requester_id}:
        return True
    return ticket.participants.filter(customer=message.author_customer_id).exists()


def share(file: Attachment, message: Message) -> Attachment:
    """Let a second message have a file. Each has an address and rights of its own; the bytes are stored once."""
    return insert(
        Attachment(
            message=message,
            uploaded_by=file.uploaded_by,
            file=file.file.name,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            inline=file.inline,
            content_id=file.content_id,
            shared=True,
        )
    )
