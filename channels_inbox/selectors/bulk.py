"""What a bulk action is about: rows somebody ticked, or all of a list."""

from __future__ import annotations

from accounts.models import User
from channels_inbox.selectors.desk_views import DeskView
from channels_inbox.selectors.navigation import navigation
from channels_inbox.selectors.saved_views import SAVED, one
from channels_inbox.selectors.search import EVERYTHING
from tickets.models import Ticket
from tickets.operations.bulk import MOST
from tickets.search import find


def whole_list(user: User, *, slug: str, sought: str) -> list[int]:
    """Return the tickets of a whole list, as far as a job may reach; none for a list this person does not have."""
    view = _view(user, slug)
    if view is None:
        return []
    tickets = view.tickets(user)
    found = find(tickets, sought, by=user).tickets if sought else tickets
    return list(found.order_by("-last_message_at", "-id").values_list("pk", flat=True)[: MOST + 1])


def chosen(user: User, ids: list[int]) -> list[int]:
    """Return those of these tickets that this person may see, in the order given."""
    seen = set(Ticket.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [pk for pk in ids if pk in seen]


def _view(user: User, slug: str) -> DeskView | None:
    if slug == EVERYTHING.slug:
        return EVERYTHING
    if slug.startswith(SAVED):
        return one(user, slug)
    item = navigation(user).get(slug)
    return item.view if item else None
