"""What a ticket's row, events, clocks and rating say, as facts that reports count. Pure: no database.

Each fact is told once, here; the measures (insights/measures/) only count and compare them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from helpdesk.lib.business_hours import BusinessHours
from insights.models import Fact
from tickets.models.kinds import UNFINISHED, Category

Name = Fact.Name


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as facts need it. `said` is the kind of its message when everybody may read that, else empty."""

    action: str
    at: datetime
    by_user: int | None
    by_customer: int | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """A clock that was judged."""

    kept: bool
    at: datetime
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A rating that was asked for."""

    at: datetime
    score: int | None
    resolved_by: int | None


@dataclass(slots=True)
class Told:
    """All that is known of one ticket."""

    id: int
    category: str
    channel: str
    opened_at: datetime
    team: int | None
    assignee: int | None
    events: list[Happened] = field(default_factory=list)
    clocks: list[Promised] = field(default_factory=list)
    asked: Asked | None = None


def facts_of(told: Told, hours: BusinessHours) -> list[Fact]:
    """Return every fact of a ticket."""
    if told.category in {Category.SPAM, Category.MERGED} or not told.events:
        return []
    return [_filled(fact, told, hours) for fact in _told(told)]


def _told(told: Told) -> Iterator[Fact]:
    opened = told.opened_at
    yield _fact(Name.OPENED, opened, at=opened, agent=told.assignee)
    answers = [e for e in told.events if e.said == "reply" and e.by_user]
    if told.events[0].by_customer and answers:
        # Somebody asked, and the first answer of a person came. Notes and automatic mail are none.
        yield _fact(Name.FIRST_RESPONSE, opened, at=answers[0].at, agent=answers[0].by_user)
    yield from _course(told, touches=len(answers))
    for n, clock in enumerate(told.clocks, start=1):
        yield _fact(Name.PROMISE, clock.started_at, at=clock.at, hit=clock.kept, agent=told.assignee, instance=n)
    if told.asked:
        yield _fact(Name.ASKED, told.asked.at, at=told.asked.at, value=told.asked.score, agent=told.asked.resolved_by)


def _course(told: Told, *, touches: int) -> Iterator[Fact]:
    """Tell when the ticket was open, when it was opened again, and when it was solved for the last time."""
    since: datetime | None = told.opened_at
    solved: Happened | None = None
    spells = reopened = 0
    for event in told.events:
        if event.action in {"resolved", "closed"} and since is not None:
            spells += 1
            yield _fact(Name.OPEN, since, at=event.at, agent=told.assignee, instance=spells)
            since, solved = None, event
        elif event.action == "resolved":
            # Out of spam, or closed and only solved again: the ticket itself counts from now too.
            solved = event
        elif event.action == "reopened" and since is None and solved is not None:
            reopened += 1
            yield _fact(Name.REOPENED, solved.at, at=event.at, agent=solved.by_user or told.assignee, instance=reopened)
            since = event.at
    if since is not None and told.category in UNFINISHED:
        yield _fact(Name.OPEN, since, at=None, agent=told.assignee, instance=spells + 1)
    elif since is None and solved is not None:
        once = touches == 1 and not reopened
        yield _fact(Name.SOLVED, told.opened_at, at=solved.at, hit=once, agent=solved.by_user or told.assignee)


def _fact(name: str, started_at: datetime, *, at: datetime | None, **more: Any) -> Fact:
    return Fact(name=name, started_at=started_at, at=at, **{"agent_id": more.pop("agent", None), **more})


def _filled(fact: Fact, told: Told, hours: BusinessHours) -> Fact:
    fact.ticket_id, fact.channel, fact.team_id = told.id, told.channel, told.team
    fact.opened_at = told.opened_at
    if fact.at is not None and fact.name in {Name.FIRST_RESPONSE, Name.SOLVED}:
        fact.seconds = max(0.0, (fact.at - fact.started_at).total_seconds())
        fact.business_seconds = hours.elapsed(fact.started_at, fact.at)
    return fact
