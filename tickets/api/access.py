"""From a request to a row: the one way there is."""

from __future__ import annotations

from typing import Any, cast

from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from accounts.models import User
from tickets.api.serializers import RequestSerializer, TicketSerializer
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet


def person(request: Request) -> User:
    return cast(User, request.user)


def visible(request: Request) -> TicketQuerySet:
    return Ticket.objects.visible_to(request.user)


def ticket_or_404(request: Request, number: int) -> Ticket:
    """Return a ticket this person may see; all others do not exist for them."""
    return get_object_or_404(visible(request), number=number)


def show(request: Request, tickets: Any, *, many: bool = False) -> Any:
    """Return tickets as this person may read them."""
    shape = TicketSerializer if person(request).is_agent else RequestSerializer
    return shape(tickets, many=many, context={"request": request}).data


def show_again(request: Request, ticket: Ticket) -> Any:
    """Return a ticket as it is after a change, even one that took it out of sight."""
    return show(request, Ticket.objects.for_list().select_related("organization", "request_type").get(pk=ticket.pk))
