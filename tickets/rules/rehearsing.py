"""What a rule would have done to the latest tickets, without doing it: nothing is written, nothing leaves the house."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from tickets import conditions
from tickets.conditions import Facts, Match
from tickets.models import Event, Rule, Ticket
from tickets.querysets import TicketQuerySet
from tickets.rules.actions import Acting, action, read_params
from tickets.rules.occasions import occasions
from tickets.rules.timers import anchor_of, due

BATCH = 100
# Of each ticket's history, the latest events a trigger is tried on.
EVENTS = 5
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket the rule matches. `changes` is empty where all is as the rule wants it already."""

    ticket: Ticket
    matched: list[Match]
    changes: list[str]
    # For a timed rule, when it would act: a past moment means at once.
    at: datetime | None = None


@dataclass
class Rehearsal:
    looked_at: int = 0
    found: list[Found] = field(default_factory=list)
    # True when time ran out before all tickets were looked at.
    cut: bool = False


def rehearse(rule: Rule, tickets: TicketQuerySet, *, most: int = 500, seconds: float = SECONDS) -> Rehearsal:
    """Try a rule, saved or not, on the latest of these tickets as they are now.

    A trigger is tried on the latest events it waits for. Raises LookupError for what is gone.
    """
    told = Rehearsal()
    end = time.monotonic() + seconds
    for ticket in _latest(tickets, most):
        if time.monotonic() > end:
            told.cut = True
            break
        told.looked_at += 1
        if found := _try(rule, ticket):
            told.found.append(found)
    return told


def _latest(tickets: TicketQuerySet, most: int) -> Iterator[Ticket]:
    """Yield the newest tickets first, a batch at a time."""
    seen, before = 0, None
    while seen < most:
        rows = tickets.order_by("-pk").select_related("status", "requester", "assignee", "team", "organization")
        if before is not None:
            rows = rows.filter(pk__lt=before)
        batch = list(rows.prefetch_related("tags")[: min(BATCH, most - seen)])
        yield from batch
        if not batch:
            return
        seen, before = seen + len(batch), batch[-1].pk


def _try(rule: Rule, ticket: Ticket) -> Found | None:
    if rule.kind == Rule.Kind.TIMED:
        anchor = anchor_of(rule, ticket)
        matched = conditions.holds(rule.conditions, Facts(ticket), timeless=True) if anchor else None
        if anchor is None or matched is None:
            return None
        return Found(ticket, matched, _changes(rule, ticket, None), due(rule, anchor))
    for event in _events(rule, ticket):
        matched = conditions.holds(rule.conditions, Facts(ticket, event))
        if matched is not None:
            return Found(ticket, matched, _changes(rule, ticket, event))
    return None


def _events(rule: Rule, ticket: Ticket) -> list[Event]:
    latest = Event.objects.filter(ticket=ticket).order_by("-seq").select_related("message")
    fitting = (event for event in latest[:50] if not occasions(event).isdisjoint(rule.events))
    return [event for event, _ in zip(fitting, range(EVENTS), strict=False)]


def _changes(rule: Rule, ticket: Ticket, event: Event | None) -> list[str]:
    acting = Acting(None, "rehearsal", timezone.now(), rule, event)
    told = []
    for item in rule.actions:
        words = action(item["action"]).would(ticket, read_params(item["action"], item.get("params", {})), acting)
        if words:
            told.append(words)
    return told
