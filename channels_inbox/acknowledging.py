"""“We have your message”: the one automatic answer, written so that it can neither loop nor be abused."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from channels_inbox.automatic import why_not
from channels_inbox.models import Conversation, Outbound
from channels_inbox.outbound import Unreachable, mail_conversation, queue
from knowledgebase.languages import locale_for
from tickets.models import Event, Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content, add_message

# To one address, whatever they send: a desk that answers our answer stops after three, and a form
# filled a thousand times in a stranger's name sends the stranger three mails.
PER_ADDRESS = 3


def acknowledge(conversation: Conversation, event: Event, *, answering: str = "") -> Outbound | None:
    """Queue the acknowledgement of a new ticket; None when this sender gets none.

    `answering` is the Message-ID of their letter, if it was one.

    Its text never repeats theirs: the sender may be forged, and we would carry a stranger's words.
    """
    if not conversation.channel.settings.get("acknowledge", True):
        return None
    wire = _mail_wire(conversation)
    ticket = event.ticket
    if wire is None or why_not(wire.address, most=PER_ADDRESS, unknown=ticket.requester.just_made):
        return None
    address = wire.address
    with override(locale_for(ticket.requester.language)):
        text = render_to_string(
            "channels_inbox/email/acknowledgement.txt", {"ticket": ticket, "site": settings.SITE_NAME}
        ).strip()
        subject = _subject(ticket)
    message = add_message(
        ticket,
        Content(text=text),
        kind=Message.Kind.SYSTEM,
        channel="email",
        by=None,
        verified=True,
        # At the moment of the last thing that happened, which leaves the ticket's row as it is but for its count.
        at=ticket.updated_at,
    ).message
    assert message is not None
    thread = [answering] if answering else []
    return queue(message, wire, to=[address], subject=subject, automatic=True, thread=thread)


def acknowledges(outbound: Outbound) -> bool:
    """Tell whether a delivery row is an acknowledgement."""
    return outbound.automatic and outbound.subject in _subjects(outbound.message.ticket)


def _mail_wire(conversation: Conversation) -> Conversation | None:
    """Return the wire a letter can go on: a form's own cannot, so its ticket gets the one answers will use."""
    if conversation.channel.kind == ChannelKind.EMAIL:
        return conversation
    try:
        return mail_conversation(conversation.ticket)
    except Unreachable:
        return None


def _subject(ticket: Ticket) -> str:
    return gettext("We have your message [#%(number)s]") % {"number": ticket.number}


def _subjects(ticket: Ticket) -> Iterator[str]:
    """Yield the subject in every language it may have been written in."""
    for locale in settings.KNOWLEDGE_LOCALES:
        with override(locale):
            yield _subject(ticket)
