"""Who is looking at which request: a signed-in requester, or the holder of a signed link."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse

from accounts.models import Customer, User
from channels_inbox.portal.links import Link
from tickets.models import Attachment, Ticket
from tickets.models.attachment import AttachmentQuerySet
from tickets.querysets import TicketQuerySet


@dataclass(frozen=True, slots=True)
class Access:
    """A ticket, the customer who reads it, and the address their pages of it begin with."""

    ticket: Ticket
    customer: Customer
    base: str
    by_link: bool = False

    def files(self) -> AttachmentQuerySet:
        """Files of what this reader may read: public messages of this one ticket."""
        return Attachment.objects.filter(message__ticket=self.ticket, message__public=True)


def own_request(user: User, number: int) -> Access:
    """Return access to a request the user asked; 404 covers “not yours” and “does not exist” alike."""
    ticket = _tickets().visible_to(user).filter(requester__user=user, number=number).first()
    if ticket is None:
        raise Http404
    return Access(ticket, ticket.requester, reverse("my_request", args=[number]))


def linked_request(link: Link, token: str) -> Access:
    """Return access for a link's customer, asked anew each time: people leave tickets and accounts are closed."""
    customer = Customer.objects.select_related("user").filter(pk=link.customer_id).first()
    ticket = _tickets().filter(pk=link.ticket_id).first()
    if customer is None or ticket is None or not takes_part(customer, ticket):
        raise Http404
    return Access(ticket, customer, reverse("linked_request", args=[token]), by_link=True)


def takes_part(customer: Customer, ticket: Ticket) -> bool:
    """Tell whether mail about the ticket goes to this customer, and their account was not closed."""
    if customer.user is not None and not customer.user.is_active:
        return False
    return ticket.requester_id == customer.pk or ticket.participants.filter(customer=customer).exists()


def _tickets() -> TicketQuerySet:
    return Ticket.objects.select_related("status", "assignee", "team", "requester")
