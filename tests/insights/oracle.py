"""The same numbers, counted by hand: ticket after ticket, from its rows, in the words of the definitions."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from insights.scope import Scope
from tickets.models import Message, Rating, SlaClock, Ticket
from tickets.models.kinds import UNFINISHED, Category

Case = tuple[Ticket, datetime, float | None]
"""A ticket, the moment it counts at, and its value: seconds, 1 for yes, 0 for no, or a score."""


def cases(key: str, tickets: Iterable[Ticket]) -> Iterator[Case]:
    """Yield all there ever was of a measure."""
    for ticket in tickets:
        if ticket.category not in {Category.SPAM, Category.MERGED}:
            yield from ((ticket, at, value) for at, value in _KINDS[key](ticket))


def _answers(ticket: Ticket) -> list[Message]:
    return list(ticket.messages.filter(kind="reply", public=True, author_user__isnull=False).order_by("pk"))


def _new(ticket: Ticket) -> Iterator[tuple[datetime, float | None]]:
    yield ticket.created_at, None


def _solved(ticket: Ticket) -> Iterator[tuple[datetime, float | None]]:
    if ticket.category in {Category.RESOLVED, Category.CLOSED}:
        assert ticket.resolved_at
        yield ticket.resolved_at, (ticket.resolved_at - ticket.created_at).total_seconds()


def _reopened(ticket: Ticket) -> Iterator[tuple[datetime, float | None]]:
    before = ""
    for event in ticket.events.order_by("seq"):
        if event.action == "reopened" and before in {"resolved", "closed"}:
            yield event.created_at, None
        if event.action in {"resolved", "closed", "reopened"}:
            before = event.action


def _first_response(ticket: Ticket) -> Iterator[tuple[datetime, float | None]]:
    first, answers = ticket.messages.order_by("pk")[0], _answers(ticket)
    if first.kind == "inbound" and answers:
        yield answers[0].created_at, (answers[0].created_at - first.created_at).total_seconds()


def _sla_met(ticket: Ticket) -> Iterator[tuple[datetime, float | None]]:
    for clock in SlaClock.objects.filter(ticket=ticket):
        if clock.state == "met":
            assert clock.met_at
            yield clock.met_at, 1
        elif clock.state == "breached":
            assert clock.breached_at
            yield clock.breached_at, 0


def _one_touch(ticket: Ticket) -> Iterator[tuple[datetime, float | None]]:
    for at, _ in _solved(ticket):
        yield at, float(len(_answers(ticket)) == 1 and not list(_reopened(ticket)))


def _satisfaction(ticket: Ticket) -> Iterator[tuple[datetime, float | None]]:
    rating = Rating.objects.filter(ticket=ticket, asked_at__isnull=False).first()
    if rating and rating.asked_at:
        yield rating.asked_at, rating.score


_KINDS: dict[str, Any] = {
    "new": _new,
    "solved": _solved,
    "reopened": _reopened,
    "first-response": _first_response,
    "resolution": _solved,
    "sla-met": _sla_met,
    "one-touch": _one_touch,
    "satisfaction": _satisfaction,
}


def within(found: Iterable[Case], scope: Scope) -> list[Case]:
    """Keep what counts in the scope's days and part of the desk."""
    return [
        case
        for case in found
        if scope.start <= case[1] < scope.end
        and (scope.team is None or case[0].team_id == scope.team.pk)
        and (not scope.channel or case[0].channel == scope.channel)
    ]


def value(key: str, found: list[Case]) -> float | None:
    """Return the number a measure shows of these."""
    values = [v for _, _, v in found if v is not None]
    if key in {"new", "solved", "reopened"}:
        return len(found)
    if not values:
        return None
    if key in {"first-response", "resolution"}:
        return statistics.median(values)
    if key == "satisfaction":
        return sum(v >= 4 for v in values) / len(values)
    return sum(values) / len(values)


def open_at(tickets: Iterable[Ticket], moment: datetime, *, older: timedelta = timedelta(0)) -> int:
    """Count tickets that were open then, by replaying what happened to each."""
    count = 0
    for ticket in tickets:
        if ticket.category in {Category.SPAM, Category.MERGED} or ticket.created_at > moment:
            continue
        past = ticket.events.filter(action__in=["resolved", "closed", "reopened"], created_at__lte=moment)
        last = past.order_by("seq").values_list("action", flat=True).last()
        if last in {None, "reopened"} and moment - ticket.created_at >= older:
            count += 1
    return count


def still_open(tickets: Iterable[Ticket]) -> int:
    return sum(ticket.category in UNFINISHED for ticket in tickets)
