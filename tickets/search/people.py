"""Customers by name or address."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Customer, User
from tickets.models import Ticket
from tickets.search.operators import people


def find_people(sought: str, *, by: User) -> QuerySet[Customer]:
    """Return customers of that name or address; to agents with limited sight those whose tickets they see."""
    known = Customer.objects.filter(pk__in=people(sought))
    if not by.is_agent:
        return known.filter(user=by)
    if not by.is_admin and by.ticket_scope != User.TicketScope.ALL:
        known = known.filter(pk__in=Ticket.objects.visible_to(by).values("requester"))
    return known.order_by("name", "pk").prefetch_related("identities").select_related("organization")
