"""Who is in a ticket, by name: what has to be taken out of it before others read it."""

from __future__ import annotations

from tickets.models import Ticket


def names_in(ticket: Ticket) -> list[str]:
    """Return the names of everybody in a ticket, each once."""
    people = [ticket.requester.name, getattr(ticket.requester.organization, "name", "")]
    for message in ticket.messages.select_related("author_user", "author_customer"):
        people += [getattr(message.author_user, "name", ""), getattr(message.author_customer, "name", "")]
    people += ticket.participants.values_list("customer__name", flat=True)
    return [name for name in dict.fromkeys(people) if name]
