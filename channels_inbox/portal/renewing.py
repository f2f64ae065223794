"""Send somebody a new link to their request. By mail only: whoever asks proves nothing by asking."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction

from accounts.models import Customer, Identity
from accounts.operations.identifying import normalise
from channels_inbox.models import Outbound
from channels_inbox.outbound import Unreachable, mail_conversation, queue
from channels_inbox.portal.access import takes_part
from channels_inbox.portal.links import Link
from helpdesk.lib.limits import allow
from tickets.models import Message, Ticket
from tickets.models.kinds import ChannelKind
from tickets.operations.messages import Content, add_message
from tickets.selectors import locked

log = logging.getLogger(__name__)

DAY = 86_400
TEXT = """Hello,

here is a new link to your request. It is good for {days} days.

Did you not ask for it? Then leave this mail alone, and nothing happens.

{site}"""


def renew(link: Link) -> None:
    """Mail a new link to the customer of an old one, if they still take part."""
    customer = Customer.objects.select_related("user").filter(pk=link.customer_id).first()
    ticket = Ticket.objects.filter(pk=link.ticket_id).first()
    if customer and ticket:
        _send(ticket, customer)


def find(*, number: int, email: str) -> None:
    """Mail a link to the request of that number, if that address takes part in it. The asker learns neither."""
    address = normalise(Identity.Kind.EMAIL, email)
    held = Identity.objects.select_related("customer__user").filter(kind=Identity.Kind.EMAIL, value=address).first()
    ticket = Ticket.objects.filter(number=number).first()
    if held and ticket:
        _send(ticket, held.customer, address)


def _send(ticket: Ticket, customer: Customer, address: str = "") -> Outbound | None:
    address = address or customer.email
    if not address or not takes_part(customer, ticket):
        return None
    # However often strangers ask, nobody's mailbox fills with our links.
    if not allow("link-mail", f"{ticket.pk}:{address}", limit=3, seconds=DAY):
        return None
    try:
        return _queue(ticket, address)
    except Unreachable as error:
        log.warning("No new link for request %s: %s", ticket.number, error)
        return None


@transaction.atomic
def _queue(ticket: Ticket, address: str) -> Outbound:
    ticket = locked(ticket)
    text = TEXT.format(days=settings.REQUEST_LINK_DAYS, site=settings.SITE_NAME)
    # The link itself is added when the letter is written: it is never stored, nor shown to agents.
    message = add_message(
        ticket, Content(text=text), kind=Message.Kind.SYSTEM, channel=ChannelKind.EMAIL, by=None, verified=True
    ).message
    assert message is not None
    subject = f"Your request [#{ticket.number}]"
    return queue(message, mail_conversation(ticket), to=[address], subject=subject, automatic=True)
