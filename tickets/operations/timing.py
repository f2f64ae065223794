"""Timed rules: plan when each must look at which ticket, and act when the moment has come."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from helpdesk.lib.delivery import State
from helpdesk.lib.one_by_one import one_by_one
from tickets import conditions
from tickets.conditions import Facts
from tickets.models import Rule, RuleRun, RuleTimer, Ticket, WebhookDelivery
from tickets.models.kinds import UNFINISHED, Category
from tickets.rules import engine
from tickets.rules.actions import Acting
from tickets.rules.chain import Chain
from tickets.rules.engine import Attempt
from tickets.rules.stopping import stop_rule
from tickets.rules.timers import due, plan

log = logging.getLogger(__name__)

BATCH = 200
# How long a log of runs is kept.
KEPT = timedelta(days=30)


def sweep_timers(*, now: datetime | None = None) -> int:
    """Let every timed rule whose moment has come look at its ticket; return how many acted.

    Late, doubled or concurrent sweeps change nothing: each moment is looked at again under its ticket's lock,
    and a ticket somebody else holds is left for the next beat.
    """
    at = now or timezone.now()
    return one_by_one(lambda due: _look(*due, at), _due(at))


def _due(at: datetime) -> Iterator[tuple[int, int]]:
    """Yield timers to look at, a batch at a time."""
    after: tuple[datetime, int] | None = None
    while True:
        timers = RuleTimer.objects.filter(next_run_at__lte=at, rule__active=True).order_by("next_run_at", "id")
        if after:
            timers = timers.filter(Q(next_run_at__gt=after[0]) | Q(id__gt=after[1]), next_run_at__gte=after[0])
        batch = list(timers.values_list("next_run_at", "id", "ticket_id")[:BATCH])
        yield from ((ticket_id, pk) for _, pk, ticket_id in batch)
        if len(batch) < BATCH:
            return
        moment, pk, _ = batch[-1]
        assert moment is not None
        after = (moment, pk)


@transaction.atomic
def _look(ticket_id: int, timer_id: int, at: datetime) -> bool:
    started = time.perf_counter()
    held = Ticket.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    ticket = held.select_related("status", "requester", "assignee", "team").filter(pk=ticket_id).first()
    if ticket is None:
        return False
    # Claimed by one conditional update: whoever comes second finds it done. Noted as acted on beforehand, because
    # what the rule does are events that plan the ticket anew.
    mine = RuleTimer.objects.filter(pk=timer_id)
    if not mine.filter(next_run_at__lte=at).update(next_run_at=None, ran_at=at):
        return False
    timer = RuleTimer.objects.select_related("rule__calendar").get(pk=timer_id)
    moment = due(timer.rule, timer.anchor_at)
    if moment is not None and moment > at:
        # Its calendar was changed meanwhile.
        mine.update(next_run_at=moment, ran_at=None)
        return False
    attempt = _attempt(timer.rule, ticket, timer, at)
    if attempt is None:
        mine.update(ran_at=None)
        return False
    engine.keep_runs([engine.run_of(timer.rule, ticket, attempt, seconds=time.perf_counter() - started)])
    return attempt.outcome == RuleRun.Outcome.DONE


def _attempt(rule: Rule, ticket: Ticket, timer: RuleTimer, at: datetime) -> Attempt | None:
    if not rule.active:
        return None
    try:
        matched = conditions.holds(rule.conditions, Facts(ticket, now=at))
    except LookupError as gone:
        stop_rule(rule, str(gone))
        return Attempt([], RuleRun.Outcome.FAILED, error=str(gone))
    except Exception as error:
        log.exception("The conditions of rule %s failed.", rule.pk)
        words = f"Its conditions could not be read ({type(error).__name__})."
        return Attempt([], RuleRun.Outcome.FAILED, error=words)
    if matched is None:
        return None
    acting = Acting(None, f"timed:{rule.pk}:{ticket.pk}:{timer.anchor_at.timestamp():.0f}", at, rule)
    return engine.perform(rule, ticket, acting, matched, Chain(ticket.pk, ticket.seq, (rule,)))


def plan_rules(*, limit: int = 5000) -> int:
    """Go on planning new and changed timed rules for the tickets there are; return how many tickets were looked at.

    Batch after batch by key, remembered in the rule: a beat that dies goes on where it was.
    """
    looked = 0
    timed = Rule.objects.filter(kind=Rule.Kind.TIMED, active=True)
    for rule in timed.exclude(planned_version=F("version")).select_related("calendar"):
        while looked < limit and (count := _plan_batch(rule)):
            looked += count
    return looked


@transaction.atomic
def _plan_batch(rule: Rule) -> int:
    current = Rule.objects.select_for_update(no_key=True).get(pk=rule.pk)
    if current.version != rule.version or current.planned_version == current.version:
        return 0
    wanted = Ticket.objects.filter(category__in=[*UNFINISHED, Category.RESOLVED], pk__gt=current.planned_to)
    keys = list(wanted.order_by("pk").values_list("pk", flat=True)[:BATCH])
    # In order of their keys, as everybody who locks several: nobody waits in a circle.
    locked = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("status", "requester")
    for ticket in locked.filter(pk__in=keys).order_by("pk"):
        plan(ticket, (rule,))
    done = len(keys) < BATCH
    Rule.objects.filter(pk=rule.pk).update(
        planned_to=0 if done else keys[-1], planned_version=rule.version if done else F("planned_version")
    )
    return len(keys)


def forget_runs(*, now: datetime | None = None) -> int:
    """Remove runs nobody reads any more, and webhook deliveries that are over; return how many."""
    before = (now or timezone.now()) - KEPT
    over = WebhookDelivery.objects.filter(created_at__lt=before, state__in=[State.SENT, State.FAILED])
    return _forget(RuleRun.objects.filter(at__lt=before).order_by("at")) + _forget(over.order_by("pk"))


def _forget(old: QuerySet[Any]) -> int:
    removed = 0
    while keys := list(old.values_list("pk", flat=True)[:1000]):
        removed += old.model.objects.filter(pk__in=keys).delete()[0]
    return removed
