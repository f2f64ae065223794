"""Who is looking at which request: a signed-in requester, or the holder of a signed link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import Customer, User
from channels_inbox.portal.links import Link
from tickets.models import Attachment, Message, Ticket, TicketMerge
from tickets.models.attachment import AttachmentQuerySet
from tickets.querysets import TicketQuerySet
from tickets.selectors import merge_of


@dataclass(frozen=True, slots=True)
class Access:
    """A ticket, the customer who reads it, and the address their pages of it begin with."""

    ticket: Ticket
    customer: Customer
    base: str
    by_link: bool = False

    def said(self) -> QuerySet[Message]:
        """Return what this reader may read: public messages of this ticket, and of theirs that became part of it.

        In one that became part of another: what they wrote there since, and our replies, of which they got copies.
        """
        mine = Q(ticket__in=[self.ticket.pk, *self.ticket.own_sources])  # type: ignore[attr-defined]
        edge = merge_of(self.ticket)
        if edge:
            theirs = Q(kind=Message.Kind.REPLY) | Q(author_customer=self.customer)
            mine |= Q(ticket=edge.into_id, created_at__gte=edge.merged_at) & theirs
        return Message.objects.filter(mine, public=True).exclude(kind=Message.Kind.NOTE)

    def files(self) -> AttachmentQuerySet:
        """Return the files of what this reader may read."""
        return Attachment.objects.filter(message__in=self.said())


def own_request(user: User, number: int) -> Access:
    """Return access to a request the user asked; 404 covers “not yours” and “does not exist” alike."""
    ticket = _tickets(requester__user=user).visible_to(user).filter(requester__user=user, number=number).first()
    if ticket is None:
        raise Http404
    return Access(ticket, ticket.requester, reverse("my_request", args=[number]))


def linked_request(link: Link, token: str) -> Access:
    """Return access for a link's customer, asked anew each time: people leave tickets and accounts are closed."""
    customer = Customer.objects.select_related("user").filter(pk=link.customer_id).first()
    ticket = _tickets(requester=link.customer_id).filter(pk=link.ticket_id).first()
    if customer is None or ticket is None or not takes_part(customer, ticket):
        raise Http404
    return Access(ticket, customer, reverse("linked_request", args=[token]), by_link=True)


def takes_part(customer: Customer, ticket: Ticket) -> bool:
    """Tell whether mail about the ticket goes to this customer, and their account was not closed."""
    if customer.user is not None and not customer.user.is_active:
        return False
    return ticket.requester_id == customer.pk or ticket.participants.filter(customer=customer).exists()


def _tickets(**reader: Any) -> TicketQuerySet:
    """Return tickets with what the reader, named by a lookup from a ticket, asked that became part of each."""
    edges = TicketMerge.objects.filter(into=OuterRef("pk"), undone_at=None)
    asked = edges.filter(**{f"source__{name}": value for name, value in reader.items()}).values("source")
    related = Ticket.objects.select_related("status", "assignee", "team", "requester")
    return related.annotate(own_sources=ArraySubquery(asked))
