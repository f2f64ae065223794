"""Nobody writes over words they have not read."""

from __future__ import annotations

from accounts.models import User
from tickets.errors import WrittenMeanwhile
from tickets.models import Event, Message, Ticket


def newer_events(ticket: Ticket, *, than: int, besides: User) -> list[Event]:
    """Return the events of what people other than `besides` wrote after a position, oldest first."""
    written = Event.objects.filter(ticket=ticket, seq__gt=than).exclude(message=None).exclude(by_user=besides)
    return list(written.exclude(message__kind=Message.Kind.SYSTEM).select_related("message").order_by("seq"))


def require_read(ticket: Ticket, *, seen: int | None, by: User) -> None:
    """Raise WrittenMeanwhile when somebody else wrote after the position the writer has seen; None asks nothing.

    Only true under the ticket's lock: of two that write at once, the second finds what the first wrote.
    """
    if seen is None or seen >= ticket.seq:
        return
    if newer := newer_events(ticket, than=seen, besides=by):
        raise WrittenMeanwhile(newer)
