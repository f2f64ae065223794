"""Find tickets in a list by number, subject or who asked."""

from __future__ import annotations

import re

from django.db.models import Q

from accounts.models import Customer, Identity, User
from channels_inbox.selectors.desk_views import DeskView
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

EVERYTHING = DeskView("all", "All tickets", "search", "", lambda user: Ticket.objects.visible_to(user), counted=False)
_NUMBER = re.compile(r"#?(\d{1,18})")
# Trigrams need three letters; fewer would read every subject.
SHORTEST = 3
PEOPLE = 200


def numbered(user: User, sought: str) -> int | None:
    """Return the number of the ticket that is named exactly, if this person may open it."""
    match = _NUMBER.fullmatch(sought)
    if not match:
        return None
    return Ticket.objects.visible_to(user).filter(number=int(match[1])).values_list("number", flat=True).first()


def matching(tickets: TicketQuerySet, sought: str) -> TicketQuerySet:
    """Keep tickets of that number, with that in the subject, or asked by people of that name or address."""
    match = _NUMBER.fullmatch(sought)
    found = Q(number=int(match[1])) if match else Q()
    if len(sought) >= SHORTEST:
        # People first, as plain ids: then one bitmap of both indexes answers, and nothing is walked.
        found |= Q(subject__icontains=sought) | Q(requester__in=_people(sought))
    return tickets.filter(found) if found else tickets.none()


def _people(sought: str) -> list[int]:
    """Return the ids of people of that name or address; of very common names the first few hundred."""
    named = Customer.objects.filter(name__icontains=sought).values_list("pk", flat=True)
    reached = Identity.objects.filter(value__icontains=sought).values_list("customer", flat=True)
    return list(named.order_by()[:PEOPLE].union(reached.order_by()[:PEOPLE]))
