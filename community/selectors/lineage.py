"""What was made of what: topics of a ticket, and what has changed since on one side."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from accounts.models import User
from community.models import LineageChange, Topic, TopicProposal, TopicTicket
from community.standing import Standing
from tickets.models import Ticket

MOST = 100


@dataclass(slots=True)
class Connected:
    """What the community has of a ticket."""

    taken: list[TopicTicket] = field(default_factory=list)
    proposals: list[TopicProposal] = field(default_factory=list)
    changes: list[LineageChange] = field(default_factory=list)

    @property
    def may_propose(self) -> bool:
        closed = {TopicProposal.State.DECLINED, TopicProposal.State.WITHDRAWN}
        return not self.taken and all(proposal.state in closed for proposal in self.proposals)


def connected(ticket: Ticket, standing: Standing) -> Connected:
    """Return the topics a ticket came from or became, of those this colleague may read."""
    seen = Topic.objects.open_to(standing).values("pk")
    return Connected(
        list(TopicTicket.objects.filter(ticket=ticket, topic__in=seen).select_related("topic", "result")),
        list(TopicProposal.objects.filter(ticket=ticket).select_related("topic", "by")),
        list(_open().filter(ticket=ticket, topic__in=seen)),
    )


def changes_of(topic: Topic, standing: Standing) -> list[LineageChange]:
    """Return what somebody should look at because of a topic, or in it; for colleagues who answer."""
    if not (standing.staff and standing.user):
        return []
    return list(_seen_by(_open().filter(topic=topic), standing.user)[:MOST])


def open_changes(user: User) -> QuerySet[LineageChange]:
    """Return all that waits to be looked at, as far as this colleague may see the other side."""
    return _seen_by(_open(), user)


def _open() -> QuerySet[LineageChange]:
    rows = LineageChange.objects.filter(seen_at=None)
    return rows.select_related("topic", "post__topic", "article", "ticket", "by")


def _seen_by(rows: QuerySet[LineageChange], user: User) -> QuerySet[LineageChange]:
    return rows.filter(Q(ticket=None) | Q(ticket__in=Ticket.objects.visible_to(user)))
