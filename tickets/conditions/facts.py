"""What a condition may look at: a ticket, what just happened to it, and the time. Read once, only when asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Calendar
from tickets.models import Event, Message, Rating, Ticket

# A condition on words looks at this much of a message: enough for any letter, little enough for a hundred rules.
LOOKED_AT = 20_000
# Neither what machines write nor what is asked outside is said in the ticket.
_NOT_SAID = [Message.Kind.SYSTEM, Message.Kind.SIDE_OUT, Message.Kind.SIDE_IN]


@dataclass
class Facts:
    """One look at a ticket. Make another after a change: what was read is kept."""

    ticket: Ticket
    event: Event | None = None
    now: datetime = field(default_factory=timezone.now)
    # Fields looked up by key, and whether calendars are open: a hundred rules ask the same few.
    fields: dict[str, Any] = field(default_factory=dict)
    # Whether anybody reads what made a condition true. Without, no row is read only to name it.
    said: bool = True
    _open: dict[int | None, bool] = field(default_factory=dict)

    @cached_property
    def tags(self) -> dict[int, str]:
        return {tag.pk: tag.name for tag in self.ticket.tags.all()}

    @cached_property
    def subject(self) -> str:
        return self.ticket.subject.casefold()

    @cached_property
    def words(self) -> str:
        """What was just written; without a message in the event, what was written last."""
        message = self.event.message if self.event else None
        if message is None:
            written = Message.objects.filter(ticket=self.ticket).exclude(kind__in=_NOT_SAID)
            message = written.order_by("-pk").first()
        return (message.reply_text or message.text)[:LOOKED_AT].casefold() if message else ""

    @cached_property
    def domain(self) -> str:
        """Where the requester writes from: the part of their address after the @."""
        return self.ticket.requester.email.rpartition("@")[2].casefold()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How often each side wrote."""
        kinds = Message.Kind
        counted = Message.objects.filter(ticket=self.ticket, public=True).aggregate(
            customer=Count("pk", filter=Q(kind=kinds.INBOUND)), agent=Count("pk", filter=Q(kind=kinds.REPLY))
        )
        return {side: int(number) for side, number in counted.items()}

    @cached_property
    def reopened(self) -> int:
        return Event.objects.filter(ticket=self.ticket, action="reopened").count()

    @cached_property
    def rating(self) -> Rating | None:
        """What the customer said of our help, once they did."""
        return Rating.objects.filter(ticket=self.ticket, score__isnull=False).first()

    @property
    def actor(self) -> str:
        """Who did it: customer, agent, or the machine itself."""
        if self.event is None or (self.event.by_user_id is None and self.event.by_customer_id is None):
            return "machine"
        return "agent" if self.event.by_user_id else "customer"

    def is_open(self, calendar: int | None) -> bool:
        """Tell whether somebody is there now, by this calendar or the default one."""
        if calendar not in self._open:
            self._open[calendar] = self._look_up(calendar)
        return self._open[calendar]

    def _look_up(self, calendar: int | None) -> bool:
        chosen = Calendar.objects.filter(pk=calendar) if calendar else Calendar.objects.filter(is_default=True)
        found = chosen.first()
        if found is None:
            raise LookupError("The calendar is gone.")
        return found.business_hours().is_open(self.now)
