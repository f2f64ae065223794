"""What one delivery row hands to a wire that is no mail: the words, or one file."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from channels_inbox.messages import Address, OutboundFile, OutboundMessage
from channels_inbox.models import Outbound
from channels_inbox.registry import capabilities
from tickets.models import Attachment

_SALT = "file-for-a-wire"
# How long the other side may take to fetch a file from us.
PASS_SECONDS = 3600


def part_of(outbound: Outbound) -> OutboundMessage:
    """Return the part of its message a row stands for."""
    message, wire = outbound.message, outbound.conversation
    author = message.author_user
    files = Attachment.objects.filter(pk=int(outbound.part), message=message) if outbound.part else ()
    return OutboundMessage(
        sender=Address(author.get_short_name() if author else settings.SITE_NAME, outbound.channel.address),
        to=() if set(outbound.to) <= {*outbound.accepted} else tuple(Address("", a) for a in outbound.to),
        subject="",
        text="" if outbound.part else message.text.strip(),
        message_id=outbound.external_id,
        files=tuple(_file(outbound, attachment) for attachment in files),
        automatic=outbound.automatic,
        conversation_key=wire.key,
        options=outbound.options,
        ticket_number=message.ticket.number,
        last_in_at=wire.last_in_at,
    )


def _file(outbound: Outbound, attachment: Attachment) -> OutboundFile:
    if capabilities(outbound.channel.kind).fetches_files:
        return OutboundFile(attachment.name, attachment.content_type, b"", url=file_link(attachment))
    with attachment.file.open("rb") as opened:
        return OutboundFile(attachment.name, attachment.content_type, opened.read())


def file_link(attachment: Attachment) -> str:
    """Return an address that opens one file to whoever holds it, for an hour."""
    sealed = signing.dumps(attachment.pk, salt=_SALT, compress=False)
    return settings.SITE_URL + reverse("hook_file", args=[sealed, attachment.name])


def file_behind(sealed: str) -> Attachment | None:
    """Return the file of such an address; None when it is forged or over."""
    try:
        pk = signing.loads(sealed, salt=_SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return None
    return Attachment.objects.filter(pk=pk).first()
