"""When a timed rule must look at a ticket: a row with its moment, kept along as the ticket changes."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Calendar
from helpdesk.lib.business_hours import NeverOpens
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import insert_new, update
from tickets import conditions
from tickets.conditions import Facts
from tickets.models import Event, Message, Mode, Rule, RuleTimer, Ticket
from tickets.models.kinds import Category
from tickets.rules.standing import held

# Nothing is to be done with these any more.
_OVER = {Category.CLOSED, Category.MERGED, Category.SPAM}
_STATUS = {"status_changed", "resolved", "closed", "reopened"}
_TIMERS = Question(lambda: RuleTimer.objects.filter(ticket=Given("ticket")))
_COLUMNS = {
    Rule.Since.OPENED: "created_at",
    Rule.Since.WAITING: "waiting_since",
    Rule.Since.LAST_MESSAGE: "last_message_at",
    Rule.Since.RESOLVED: "resolved_at",
    Rule.Since.DUE: "sla_due_at",
}


def follow(event: Event, rules: tuple[Rule, ...]) -> None:
    """Move the moments of the event's ticket along with it. The caller holds the ticket's lock."""
    if event.action == "message_added" and event.message and event.message.kind == Message.Kind.SYSTEM:
        # The machine's own words move nothing a rule counts from or asks about.
        return
    plan(event.ticket, rules, event=event)


def plan(ticket: Ticket, rules: tuple[Rule, ...], *, event: Event | None = None) -> None:
    """Give each rule that could act on a ticket its moment, and take it from those that could not.

    One statement to read, and one for each moment that changed. What acted on an anchor keeps its row, so that
    it never acts on that anchor again.
    """
    opened = event is not None and event.action == "opened"
    known = {} if opened else {timer.rule_id: timer for timer in _TIMERS.ask(ticket=ticket.pk)}
    facts = Facts(ticket, event)
    new: list[RuleTimer] = []
    for rule in rules:
        timer = known.get(rule.pk)
        could = ticket.category not in _OVER and _could_hold(rule, facts)
        anchor = anchor_of(rule, ticket, timer, event) if could else None
        if anchor is None:
            if timer is not None and timer.ran_at is None:
                timer.delete()
            continue
        if timer is None:
            new.append(RuleTimer(rule=rule, ticket=ticket, anchor_at=anchor, next_run_at=due(rule, anchor)))
        elif timer.anchor_at != anchor or timer.ran_at is None:
            _move(timer, anchor, due(rule, anchor))
    if new:
        still = set(held(timer.rule_id for timer in new))
        insert_new([timer for timer in new if timer.rule_id in still], unique=("ticket", "rule"))


def due(rule: Rule, anchor: datetime) -> datetime | None:
    """Return when a rule must look, counted from an anchor; None if its calendar never opens again."""
    try:
        if rule.mode == Mode.BUSINESS:
            return hours(rule).business_hours().due(anchor, rule.after_seconds)
        at = anchor + timedelta(seconds=rule.after_seconds)
        # At night it waits for somebody to come in.
        return hours(rule).business_hours().next_opening(at) if rule.waits_for_opening else at
    except NeverOpens:
        return None


def hours(rule: Rule) -> Calendar:
    return rule.calendar or Calendar.objects.get(is_default=True)


def _move(timer: RuleTimer, anchor: datetime, next_run_at: datetime | None) -> None:
    if timer.anchor_at == anchor and timer.next_run_at == next_run_at:
        return
    timer.anchor_at, timer.next_run_at, timer.ran_at = anchor, next_run_at, None
    update(timer, ["anchor_at", "next_run_at", "ran_at"])


def _could_hold(rule: Rule, facts: Facts) -> bool:
    try:
        return conditions.holds(rule.conditions, facts, timeless=True) is not None
    except LookupError:
        # The minute's look at all rules switches it off and says why.
        return False
    except Exception:
        # No rule keeps an event from happening: it fails at its moment, in its log.
        return True


def anchor_of(
    rule: Rule, ticket: Ticket, timer: RuleTimer | None = None, event: Event | None = None
) -> datetime | None:
    """Return the moment a rule counts from in a ticket; None when there is none."""
    since = Rule.Since(rule.since)
    if since != Rule.Since.STATUS:
        found: datetime | None = getattr(ticket, _COLUMNS[since])
        return found
    if event is not None and event.action in {"opened", *_STATUS}:
        return event.created_at
    if timer is not None:
        return timer.anchor_at
    last = Event.objects.filter(ticket=ticket, action__in=_STATUS).order_by("-seq").first()
    return last.created_at if last else ticket.created_at
