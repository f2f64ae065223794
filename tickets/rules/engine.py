"""Triggers answer an event: in order, each in a savepoint, each once since the root of what happened.

A rule that fails is a row in its log and nothing more: mail comes in and replies go out all the same.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from helpdesk.lib.refusal import Refusal
from helpdesk.lib.rows import insert_all
from tickets import conditions
from tickets.conditions import Facts, Match
from tickets.models import Event, Rule, RuleRun, Ticket
from tickets.rules import standing
from tickets.rules.actions import Acting, ParamsGone, action, read_params
from tickets.rules.chain import DEEPEST, Chain, act_as, acting
from tickets.rules.occasions import occasions
from tickets.rules.stopping import stop_rule, tell_of_loop
from tickets.selectors import holding, reread

log = logging.getLogger(__name__)
Outcome = RuleRun.Outcome


@dataclass
class Attempt:
    """What became of a rule that matched."""

    matched: list[Match]
    outcome: RuleRun.Outcome = Outcome.UNCHANGED
    done: list[dict[str, str]] = field(default_factory=list)
    error: str = ""


def react(event: Event, rules: tuple[Rule, ...]) -> None:
    """Let triggers act on a recorded event. The caller holds the ticket's lock; a change is read into its ticket."""
    happened = occasions(event)
    wanted = [rule for rule in rules if not happened.isdisjoint(rule.events)]
    if not wanted:
        return
    ticket = event.ticket
    before = acting(ticket.pk) or Chain(ticket.pk, event.seq)
    facts = Facts(ticket, event)
    runs = []
    for rule in wanted:
        started = time.perf_counter()
        attempt = _try(rule, facts, before)
        if attempt is None:
            continue
        runs.append(run_of(rule, ticket, attempt, seconds=time.perf_counter() - started, event=event))
        if attempt.done:
            facts = Facts(ticket, event)
        if rule.stops_here and attempt.outcome in {Outcome.DONE, Outcome.UNCHANGED}:
            break
    keep_runs(runs)


def _try(rule: Rule, facts: Facts, before: Chain) -> Attempt | None:
    """Try one rule; None when it does not match, or has done its part already."""
    try:
        matched = conditions.holds(rule.conditions, facts)
        if matched is None:
            return None
        acting_now = Acting(None, f"rule:{rule.pk}:{facts.ticket.pk}:{before.root}", timezone.now(), rule, facts.event)
        if rule.pk in before.taken or len(before.rules) >= DEEPEST:
            return _cut(rule, facts.ticket, before, acting_now, matched)
    except LookupError as gone:
        stop_rule(rule, str(gone))
        return Attempt([], Outcome.FAILED, error=str(gone))
    except Exception as error:
        log.exception("The conditions of rule %s failed.", rule.pk)
        return Attempt([], Outcome.FAILED, error=f"Its conditions could not be read ({type(error).__name__}).")
    return perform(rule, facts.ticket, acting_now, matched, before.then(rule))


def _cut(rule: Rule, ticket: Ticket, before: Chain, acting_now: Acting, matched: list[Match]) -> Attempt | None:
    """Leave out a rule that fired since the root, or too deep a one; None unless that ends a loop.

    It is a loop when something undid what the rule has done: what is so still needs no second time.
    """
    undone = before.taken.get(rule.pk, rule.actions)
    circle = rule in before.rules or rule.pk not in before.taken
    if rule.pk in before.told or not circle or not any(_would(item, ticket, acting_now) for item in undone):
        return None
    before.told.add(rule.pk)
    words = f"{before.then(rule).words()}: they set each other off, so the chain was cut here."
    log.warning("Rule loop on ticket %s: %s", ticket.number, words)
    tell_of_loop(rule, ticket, words)
    return Attempt(matched, Outcome.LOOP, error=words)


def _would(item: dict[str, Any], ticket: Ticket, acting_now: Acting) -> str:
    return action(item["action"]).would(ticket, read_params(item["action"], item.get("params", {})), acting_now)


def perform(rule: Rule, ticket: Ticket, acting_now: Acting, matched: list[Match], chain: Chain) -> Attempt:
    """Take a rule's actions in order. One that is refused is noted and the others go on; a fault undoes all of them."""
    attempt = Attempt(matched)
    try:
        with transaction.atomic(), act_as(chain), holding(ticket):
            taken = chain.taken.setdefault(rule.pk, [])
            for item in rule.actions:
                taken.append(item)
                _act(item, ticket, acting_now, attempt)
    except ParamsGone as gone:
        attempt = Attempt(matched, Outcome.FAILED, error=str(gone))
        stop_rule(rule, str(gone))
    except Exception as error:
        log.exception("Rule %s failed on ticket %s.", rule.pk, ticket.number)
        attempt = Attempt(matched, Outcome.FAILED, error=f"It failed and was undone ({type(error).__name__}).")
        reread(ticket)
    else:
        _judge(attempt)
        return attempt
    reread(ticket)
    return attempt


def _act(item: dict[str, Any], ticket: Ticket, acting_now: Acting, attempt: Attempt) -> None:
    module, params = action(item["action"]), read_params(item["action"], item.get("params", {}))
    words = module.would(ticket, params, acting_now)
    if not words:
        return
    told = {"action": item["action"], "text": words, "error": ""}
    try:
        module.apply(ticket, params, acting_now)
    except Refusal as refusal:
        # The operation has undone its own part.
        told["error"] = str(refusal)
        reread(ticket)
    attempt.done.append(told)


def _judge(attempt: Attempt) -> None:
    refused = [told["error"] for told in attempt.done if told["error"]]
    if refused and len(refused) == len(attempt.done):
        attempt.outcome, attempt.error = Outcome.FAILED, refused[0]
    elif attempt.done:
        attempt.outcome = Outcome.DONE


def run_of(rule: Rule, ticket: Ticket, attempt: Attempt, *, seconds: float, event: Event | None = None) -> RuleRun:
    """Return what a rule did as a row of its log."""
    return RuleRun(
        rule=rule,
        ticket=ticket,
        event_seq=event.seq if event else None,
        outcome=attempt.outcome,
        matched=attempt.matched,
        done=attempt.done,
        error=attempt.error,
        milliseconds=round(seconds * 1000, 2),
        at=timezone.now(),
    )


def keep_runs(runs: Sequence[RuleRun]) -> None:
    """Write down what rules did, unless somebody removed them meanwhile."""
    if runs:
        held = set(standing.held(run.rule_id for run in runs))
        insert_all([run for run in runs if run.rule_id in held])
