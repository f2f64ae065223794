"""What a policy, saved or not, would have given for the tickets of the last weeks. Nothing is written."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tickets.conditions import Facts
from tickets.models import Event, Message, Metric, SlaClock, SlaPolicy, Status, Ticket
from tickets.models.kinds import Category
from tickets.querysets import TicketQuerySet
from tickets.sla.judging import Course, Outcome, Verdict, judge
from tickets.sla.policies import Promise, promise_of

BACK = timedelta(days=30)
MOST = 2000
BATCH = 200
SECONDS = 5.0
# So many of those that would have been late are shown.
EXAMPLES = 10
_STATUS = ("status_changed", "resolved", "closed", "reopened", "merged", "unmerged")
_SAID = (Message.Kind.INBOUND, Message.Kind.REPLY)


@dataclass(frozen=True, slots=True)
class Late:
    ticket: Ticket
    verdict: Verdict


@dataclass
class Trial:
    looked_at: int = 0
    # Tickets the policy would have been the first to fit, and those an earlier one takes.
    matched: int = 0
    elsewhere: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    # Of the tickets it matched, those that were promised nothing in fact; and what was broken in the others, by metric.
    unpromised: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    late: list[Late] = field(default_factory=list)
    # True when there was no time for all of them, or there are more than MOST.
    cut: bool = False
    more: bool = False

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Return what became of each promise, for a table."""
        return [
            {
                "metric": metric,
                **{outcome.value: self.outcomes[metric, outcome] for outcome in Outcome},
                "broken": self.broken[metric],
            }
            for metric in Metric
        ]

    @property
    def missed(self) -> int:
        return sum(count for (_, outcome), count in self.outcomes.items() if outcome == Outcome.MISSED)

    @property
    def broken_in_fact(self) -> int:
        return sum(self.broken.values())


def try_policy(promise: Promise, tickets: TicketQuerySet, *, most: int = MOST, seconds: float = SECONDS) -> Trial:
    """Judge the tickets of the last 30 days, the latest first, as they are now. Raises NeverOpens, LookupError."""
    now = timezone.now()
    end = time.monotonic() + seconds
    trial = Trial()
    earlier = _earlier(promise)
    # Whoever was opened since was also changed since: the index of changes finds them.
    recent = tickets.filter(created_at__gte=now - BACK, updated_at__gte=now - BACK).order_by("-created_at", "-pk")
    keys = list(recent.values_list("pk", flat=True)[: most + 1])
    trial.more = len(keys) > most
    for batch in _batches(tickets, keys[:most]):
        if time.monotonic() > end:
            trial.cut = True
            break
        _judge(trial, batch, promise, earlier, now)
    return trial


def _earlier(promise: Promise) -> list[Promise]:
    """Return the policies in force that are asked before this one."""
    policy = promise.policy
    found = SlaPolicy.objects.in_force().order_by("position", "pk")
    if not policy._state.adding:
        found = found.exclude(pk=policy.pk).filter(position__lte=policy.position)
    return [
        promise_of(one, (), promise.fields)
        for one in found
        if policy._state.adding or (one.position, one.pk) < (policy.position, policy.pk)
    ]


def _batches(tickets: TicketQuerySet, keys: Sequence[int]) -> Iterator[list[Ticket]]:
    rows = tickets.select_related("requester").prefetch_related("tags", "requester__identities")
    for first in range(0, len(keys), BATCH):
        found = rows.in_bulk(keys[first : first + BATCH])
        yield [found[key] for key in keys[first : first + BATCH] if key in found]


def _judge(trial: Trial, batch: list[Ticket], promise: Promise, earlier: list[Promise], now: datetime) -> None:
    trial.looked_at += len(batch)
    matched = []
    for ticket in batch:
        facts = Facts(ticket, fields=promise.fields, said=False)
        if not promise.covers(facts):
            continue
        if any(_covers(other, facts) for other in earlier):
            trial.elsewhere += 1
        else:
            matched.append(ticket)
    trial.matched += len(matched)
    courses = _courses(matched)
    for ticket in matched:
        for verdict in judge(courses[ticket.pk], promise, priority=ticket.priority, now=now):
            trial.outcomes[verdict.metric, verdict.outcome] += 1
            if verdict.outcome == Outcome.MISSED and len(trial.late) < EXAMPLES:
                trial.late.append(Late(ticket, verdict))
    promised = set()
    clocks = SlaClock.objects.filter(ticket__in=matched).order_by()
    for ticket_id, metric, breached_at in clocks.values_list("ticket_id", "metric", "breached_at"):
        promised.add(ticket_id)
        trial.broken[metric] += breached_at is not None
    trial.unpromised += len(matched) - len(promised)


def _covers(promise: Promise, facts: Facts) -> bool:
    try:
        return promise.covers(facts)
    except (LookupError, TypeError, ValueError):
        # It would be put out of force at the next event; here nothing is changed.
        return False


def _courses(tickets: list[Ticket]) -> dict[int, Course]:
    """Read what happened in some tickets, with as many statements as for one."""
    said: dict[int, list[tuple[datetime, bool]]] = defaultdict(list)
    messages = Message.objects.filter(ticket__in=tickets, public=True, kind__in=_SAID).order_by("ticket", "pk")
    for ticket_id, kind, at in messages.values_list("ticket_id", "kind", "created_at"):
        said[ticket_id].append((at, kind == Message.Kind.REPLY))
    # Old events name statuses only.
    known = dict(Status.objects.values_list("name", "category"))
    stood: dict[int, list[tuple[datetime, str]]] = {t.pk: [(t.created_at, "")] for t in tickets}
    events = Event.objects.filter(ticket__in=tickets, action__in=_STATUS).order_by("ticket", "seq")
    for ticket_id, at, told in events.values_list("ticket_id", "created_at", "particulars"):
        course = stood[ticket_id]
        before = told.get("before_category") or known.get(told.get("before", ""), "")
        after = told.get("after_category") or known.get(told.get("after", ""), "")
        if not course[0][1]:
            course[0] = (course[0][0], before or Category.NEW)
        if after:
            course.append((at, after))
    for ticket in tickets:
        course = stood[ticket.pk]
        if len(course) == 1:
            course[0] = (course[0][0], ticket.category)
        elif course[-1][1] != ticket.category:
            course.append((ticket.updated_at, ticket.category))
    return {t.pk: Course(t.created_at, said[t.pk], stood[t.pk]) for t in tickets}
