"""What an event means for a ticket's clocks (the rules a to g of docs/sla.md)."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from helpdesk.lib.business_hours import NeverOpens
from helpdesk.lib.questions import Given, Question
from tickets.models import Event, Message, Metric, SlaClock, SlaEvent, Ticket
from tickets.models.kinds import UNFINISHED, Category
from tickets.sla import policies
from tickets.sla.movements import Mover, News, State
from tickets.sla.nearest import copy_nearest
from tickets.sla.policies import Promise

log = logging.getLogger(__name__)

# Events that can change what is promised or owed.
_MOVING = {
    *("opened", "message_added", "status_changed", "resolved", "closed", "reopened"),
    *("priority_changed", "type_changed", "team_changed", "tagged", "merged", "unmerged", "sla_changed"),
    *("reply_withdrawn", "fields_changed", "subject_changed", "bot_left", "chat_handed_off"),
}
_CLOCKS = Question(
    lambda: SlaClock.objects.filter(ticket=Given("ticket")).select_related("policy", "calendar").order_by("instance")
)
# Why clocks stand still that are not stopped by a status.
BOT = "the answer bot has it"
# Ends of a ticket that keep no promise and break none.
_VOID = {Category.MERGED: "merged", Category.SPAM: "spam"}


def follow(event: Event, promises: tuple[Promise, ...]) -> list[News]:
    """Move the clocks of the event's ticket along and return what else is to be recorded.

    Without policies it costs nothing. The caller holds the ticket's lock.
    """
    message = event.message
    opened = event.action == "opened"
    # A ticket may begin with a note, for a call written down; later notes move nothing, nor do the machine's words.
    if event.action not in _MOVING or (message and not opened and _moves_nothing(message)):
        return []
    ticket = event.ticket
    if not promises and not ticket.sla_state:
        return []
    clocks = {} if opened else latest(ticket)
    promise = policies.promise_for(ticket, promises)
    if promise is None and not clocks:
        return []
    mover = Mover(event.created_at)
    try:
        if event.action == "unmerged":
            _restore(mover, clocks)
        for clock in clocks.values():
            mover.overtake(clock)
        _keep_promise(mover, clocks, ticket, promise)
        _first_response(mover, clocks, ticket, promise, message if opened else None)
        _next_response(mover, clocks, ticket, promise)
        _resolution(mover, clocks, ticket, promise)
        _replies_with_bot(mover, clocks, ticket)
    except NeverOpens:
        # Single open days can run out after a calendar was saved. Mail must come in all the same.
        log.exception("The calendar of ticket %s never opens; its clocks stay as they are.", ticket.number)
        return []
    if mover.store():
        copy_nearest(ticket, clocks.values())
    return mover.news


def _moves_nothing(message: Message) -> bool:
    return not message.public or message.kind == Message.Kind.SYSTEM


def latest(ticket: Ticket) -> dict[str, SlaClock]:
    """Return the newest clock of each kind."""
    clocks = _CLOCKS.ask(ticket=ticket.pk)
    for clock in clocks:
        clock.ticket = ticket
    return {clock.metric: clock for clock in clocks}


def newest(tickets: Iterable[Ticket]) -> dict[int, dict[int, SlaClock]]:
    """Return the newest clocks of each kind of several tickets, by ticket and key."""
    ids = [ticket.pk for ticket in tickets]
    by_metric: dict[int, dict[str, SlaClock]] = {pk: {} for pk in ids}
    # Policies and calendars are the same few rows over and over: prefetching reads each once.
    for clock in SlaClock.objects.filter(ticket__in=ids).prefetch_related("policy", "calendar").order_by("instance"):
        by_metric[clock.ticket_id][clock.metric] = clock
    return {pk: {clock.pk: clock for clock in clocks.values()} for pk, clocks in by_metric.items()}


def _restore(mover: Mover, clocks: dict[str, SlaClock]) -> None:
    """Let clocks that ended by a merge go on where they were."""
    for clock in clocks.values():
        last = clock.ledger.order_by("-pk").first() if clock.ended_at else None
        if last and last.kind == SlaEvent.Kind.CANCEL and last.particulars.get("cause") == _VOID[Category.MERGED]:
            mover.resume(clock, "the merge was undone")


def _keep_promise(mover: Mover, clocks: dict[str, SlaClock], ticket: Ticket, promise: Promise | None) -> None:
    """Give clocks that are still owed what is promised now. Judged ones stay as they were judged."""
    for metric, clock in clocks.items():
        if clock.ended_at is not None:
            continue
        target = promise.targets.get((ticket.priority, metric)) if promise else None
        if promise is None or target is None:
            mover.cancel(clock, "no longer promised")
        elif _differs(clock, promise, target.seconds, target.mode):
            mover.retarget(clock, promise.policy, target)


def _differs(clock: SlaClock, promise: Promise, seconds: int, mode: str) -> bool:
    policy = promise.policy
    return (clock.policy_id, clock.policy_version, clock.calendar_version, clock.target_seconds, clock.mode) != (
        policy.pk,
        policy.version,
        policy.calendar.version,
        seconds,
        mode,
    )


def _first_response(
    mover: Mover, clocks: dict[str, SlaClock], ticket: Ticket, promise: Promise | None, opening: Message | None
) -> None:
    clock = clocks.get(Metric.FIRST_RESPONSE)
    if clock is None:
        target = promise.targets.get((ticket.priority, Metric.FIRST_RESPONSE)) if promise else None
        if promise is None or target is None or ticket.category not in UNFINISHED:
            return
        ours = opening is not None and opening.kind != Message.Kind.INBOUND
        if not ours and (ticket.first_replied_at or not ticket.waiting_since):
            return
        since = ticket.waiting_since or ticket.created_at
        clock = mover.start(ticket, Metric.FIRST_RESPONSE, promise.policy, target, since=since)
        clocks[Metric.FIRST_RESPONSE] = clock
        if ours:
            # We spoke first, so nobody waits for a first word.
            mover.fulfil(clock)
        else:
            mover.overtake(clock)
    elif clock.ended_at is None:
        _settle(mover, clock, ticket, answered=ticket.first_replied_at is not None)
    elif ticket.first_replied_at is None and _owed_again(clock, ticket, promise):
        mover.resume(clock, "the reply was taken back")


def _next_response(mover: Mover, clocks: dict[str, SlaClock], ticket: Ticket, promise: Promise | None) -> None:
    clock, first = clocks.get(Metric.NEXT_RESPONSE), clocks.get(Metric.FIRST_RESPONSE)
    if clock is not None and clock.ended_at is None:
        _settle(mover, clock, ticket, answered=ticket.waiting_since is None and ticket.last_message_by_us)
        return
    if clock is not None and _owed_again(clock, ticket, promise):
        mover.resume(clock, "the reply was taken back")
        return
    target = promise.targets.get((ticket.priority, Metric.NEXT_RESPONSE)) if promise else None
    if promise is None or target is None or ticket.waiting_since is None or ticket.category not in UNFINISHED:
        return
    answered_before = first.ended_at is not None if first else ticket.first_replied_at is not None
    if answered_before:
        instance = clock.instance + 1 if clock else 1
        clock = mover.start(
            ticket, Metric.NEXT_RESPONSE, promise.policy, target, since=ticket.waiting_since, instance=instance
        )
        clocks[Metric.NEXT_RESPONSE] = clock
        mover.overtake(clock)


def _owed_again(clock: SlaClock, ticket: Ticket, promise: Promise | None) -> bool:
    """Tell whether a clock that was answered counts the very wait that goes on: its answer was taken back."""
    promised = promise is not None and (ticket.priority, clock.metric) in promise.targets
    same = ticket.category in UNFINISHED and ticket.waiting_since == clock.started_at
    return promised and same and clock.state != State.CANCELLED


def _settle(mover: Mover, clock: SlaClock, ticket: Ticket, *, answered: bool) -> None:
    """End the wait for a reply: it came, or the ticket ended without one."""
    if ticket.category in _VOID:
        mover.cancel(clock, _VOID[Category(ticket.category)])
    elif answered:
        mover.fulfil(clock)
    elif ticket.category not in UNFINISHED:
        mover.cancel(clock, "finished without a reply")


def _resolution(mover: Mover, clocks: dict[str, SlaClock], ticket: Ticket, promise: Promise | None) -> None:
    clock = clocks.get(Metric.RESOLUTION)
    unfinished = ticket.category in UNFINISHED
    if clock is None:
        target = promise.targets.get((ticket.priority, Metric.RESOLUTION)) if promise else None
        if promise is None or target is None or not unfinished:
            return
        clock = mover.start(ticket, Metric.RESOLUTION, promise.policy, target, since=ticket.created_at)
        clocks[Metric.RESOLUTION] = clock
        mover.overtake(clock)
    elif clock.ended_at is not None:
        if not unfinished or promise is None or (ticket.priority, Metric.RESOLUTION) not in promise.targets:
            return
        mover.resume(clock, "opened again")
        target = promise.targets[ticket.priority, Metric.RESOLUTION]
        if _differs(clock, promise, target.seconds, target.mode):
            mover.retarget(clock, promise.policy, target)
    elif ticket.category in _VOID:
        mover.cancel(clock, _VOID[Category(ticket.category)])
    elif not unfinished:
        mover.fulfil(clock)
    stands = ticket.with_bot_since is not None or ticket.category in clock.policy.pauses_in
    if stands and clock.state == State.RUNNING:
        mover.pause(clock, BOT if ticket.with_bot_since else ticket.status.name)
    elif not stands and clock.state == State.PAUSED:
        mover.resume(clock, ticket.status.name)


def _replies_with_bot(mover: Mover, clocks: dict[str, SlaClock], ticket: Ticket) -> None:
    """Let what people owe stand still while the bot has the ticket: they may answer once it is theirs."""
    for metric in (Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE):
        clock = clocks.get(metric)
        if clock is None or clock.ended_at is not None:
            continue
        if ticket.with_bot_since is not None and clock.state == State.RUNNING:
            mover.pause(clock, BOT)
        elif ticket.with_bot_since is None and clock.state == State.PAUSED:
            mover.resume(clock, "it is for people now")
