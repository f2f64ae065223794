"""Other tickets to merge with or to link to: what a picker offers."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q

from accounts.models import User
from channels_inbox.selectors.people import customer_name
from tickets.models import Ticket
from tickets.models.kinds import Category
from tickets.search import find

MOST = 8
_OVER = [Category.CLOSED, Category.MERGED, Category.SPAM]


def candidates(ticket: Ticket, user: User, *, sought: str, over: bool = False) -> list[dict[str, Any]]:
    """Return tickets this person may see that fit; nothing sought, the same customer's or organization's.

    `over` offers those that take no messages any more, too.
    """
    others = Ticket.objects.visible_to(user).exclude(pk=ticket.pk)
    if not over:
        others = others.exclude(category__in=_OVER)
    if sought:
        others = find(others, sought, by=user).tickets
    else:
        near = Q(requester=ticket.requester_id)
        others = others.filter(near | Q(organization=ticket.organization_id) if ticket.organization_id else near)
    rows = others.order_by("-last_message_at", "-id").values(
        "number", "subject", "last_message_at", who=customer_name("requester"), status_name=F("status__name")
    )
    return [dict(row) for row in rows[:MOST]]
