"""What the sockets hear of one ticket when a transaction commits."""

from __future__ import annotations

from channels_inbox.realtime import groups
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame
from helpdesk.lib.questions import Given, Question
from tickets.models import Event, Message, Status, Ticket, TicketMerge

# What a customer's own page shows besides public messages. Everything else must not even be felt
# by its timing: that there was a note is already news.
SHOWN_TO_CUSTOMER = {"resolved", "closed", "reopened"}
_SOURCES = Question(
    lambda: TicketMerge.objects.filter(
        into=Given("into"), undone_at=None, source__requester__user__isnull=False
    ).select_related("source")
)


class Nudge:
    """Gathers the events of one ticket; called after commit it publishes them as one change."""

    def __init__(self, ticket_id: int) -> None:
        self.ticket_id = ticket_id
        self.number = 0
        self.seq = 0
        self.readers: frozenset[str] = frozenset()
        self.to: frozenset[str] = frozenset()
        self.customer: int | None = None
        self.answered = False

    def add(self, event: Event) -> None:
        """Note who may hear of this event: those who see the ticket now and those who saw it before."""
        ticket = event.ticket
        self.number, self.seq = ticket.number, ticket.seq
        self.readers = groups.of_ticket(team_id=ticket.team_id, assignee_id=ticket.assignee_id)
        self.to |= self.readers | _lost_sight(event)
        if ticket.requester.user_id is not None and (_public(event) or _renamed(event)):
            self.customer = ticket.requester_id
        if event.message and event.message.kind == Message.Kind.REPLY and _public(event):
            self.answered = True

    def __call__(self) -> None:
        content = {"kind": "ticket_changed", "id": self.ticket_id, "number": self.number, "seq": self.seq}
        publications = [Publication(self.to, frame(content), self.ticket_id, self.readers)]
        if self.customer is not None:
            publications.append(_to_customer(self.customer, self.number))
        if self.answered:
            publications += _to_sources(self.ticket_id)
        publisher().publish(publications)


def tell_customer(ticket: Ticket) -> None:
    """Nudge the pages of customers who read our replies here, for what they may read only now."""
    publications = _to_sources(ticket.pk)
    if ticket.requester.user_id is not None:
        publications.append(_to_customer(ticket.requester_id, ticket.number))
    publisher().publish(publications)


def _to_sources(ticket_id: int) -> list[Publication]:
    """Tell whose ticket became part of this one: they read our replies under their own number."""
    sources = [edge.source for edge in _SOURCES.ask(into=ticket_id)]
    return [_to_customer(source.requester_id, source.number) for source in sources]


def _to_customer(customer_id: int, number: int) -> Publication:
    # Without `seq`: a gap in it would count the notes.
    return Publication(
        frozenset([groups.of_customer(customer_id)]), frame({"kind": "ticket_changed", "number": number})
    )


def _lost_sight(event: Event) -> frozenset[str]:
    """Return the group that saw the ticket until this event, if it moved away from one."""
    if "before_id" not in event.particulars:
        return frozenset()
    before: int | None = event.particulars["before_id"]
    if event.action == "team_changed":
        return frozenset([groups.of_team(before)])
    return frozenset() if before is None else frozenset([groups.of_user(before)])


def _renamed(event: Event) -> bool:
    """Tell whether the customer now reads another word for how their request stands."""
    if event.action != "status_changed":
        return False
    pair = Status.objects.filter(pk__in=[event.particulars["before_id"], event.particulars["after_id"]])
    return pair.values("customer_name").distinct().count() > 1


def _public(event: Event) -> bool:
    if event.message is None:
        return event.action in SHOWN_TO_CUSTOMER
    return event.message.public and event.message.kind != Message.Kind.NOTE and "held" not in event.particulars
