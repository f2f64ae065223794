"""How a clock moves. Each movement changes the row in memory and adds a line to the ledger; `Mover.store` writes both.

A clock is what remains of its target and the anchor it is counted from (docs/sla.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from helpdesk.lib.business_hours import NeverOpens
from helpdesk.lib.rows import update_all
from tickets.models import SlaClock, SlaEvent, SlaPolicy, Ticket
from tickets.sla.hours import hours_for, pauses_of
from tickets.sla.policies import Target

State, Kind = SlaClock.State, SlaEvent.Kind
_MOVED = [
    *("policy", "policy_version", "calendar", "calendar_version", "mode", "target_seconds"),
    *("state", "anchor_at", "remaining_seconds", "due_at", "next_at", "warned"),
    *("breached_at", "told_at", "met_at", "ended_at"),
]
News = tuple[str, dict[str, Any]]
"""An event the caller is to record: its action and particulars."""


@dataclass
class Mover:
    """Moves the clocks of one ticket at one moment, under the ticket's lock."""

    at: datetime
    news: list[News] = field(default_factory=list)
    _ledger: list[SlaEvent] = field(default_factory=list)
    _moved: dict[int, SlaClock] = field(default_factory=dict)

    def start(
        self, ticket: Ticket, metric: str, policy: SlaPolicy, target: Target, *, since: datetime, instance: int = 1
    ) -> SlaClock:
        """Start counting from a moment that may lie in the past."""
        clock = SlaClock(ticket=ticket, metric=metric, instance=instance, started_at=since, anchor_at=since)
        _promise(clock, policy, target)
        clock.remaining_seconds = target.seconds
        _plan(clock)
        self._note(clock, Kind.ACTIVATE, since, target=target.seconds, policy=policy.name, mode=target.mode)
        return clock

    def pause(self, clock: SlaClock, cause: str) -> None:
        """Stand still, keeping what is left."""
        clock.remaining_seconds = _left(clock, self.at)
        clock.state, clock.due_at, clock.next_at = State.PAUSED, None, None
        self._note(clock, Kind.PAUSE, self.at, left=clock.remaining_seconds, cause=cause)

    def resume(self, clock: SlaClock, cause: str) -> None:
        """Go on with what was left; one that was breached already only becomes owed again."""
        clock.ended_at = clock.met_at = None
        if clock.breached_at is None:
            clock.state, clock.anchor_at = State.RUNNING, self.at
            _plan(clock)
        else:
            clock.state = State.BREACHED
        self._note(clock, Kind.RESUME, self.at, left=clock.remaining_seconds, cause=cause)

    def fulfil(self, clock: SlaClock) -> None:
        """Keep the promise, or end the wait of one that was broken."""
        if clock.breached_at is None:
            if clock.state == State.RUNNING:
                clock.remaining_seconds = _left(clock, self.at)
            clock.state, clock.met_at = State.MET, self.at
        clock.ended_at, clock.next_at = self.at, None
        self._note(clock, Kind.FULFIL, self.at, left=clock.remaining_seconds)

    def cancel(self, clock: SlaClock, cause: str) -> None:
        """End a promise nobody is owed any more. What was broken stays broken."""
        if clock.breached_at is None:
            if clock.state == State.RUNNING:
                clock.remaining_seconds = _left(clock, self.at)
            clock.state = State.CANCELLED
        clock.ended_at, clock.next_at = self.at, None
        self._note(clock, Kind.CANCEL, self.at, left=clock.remaining_seconds, cause=cause)

    def retarget(self, clock: SlaClock, policy: SlaPolicy, target: Target) -> None:
        """Apply another promise from the clock's first moment: the time that went by stays gone.

        A broken promise stays broken; one that would have been broken by now breaks at its true moment.
        """
        before = clock.target_seconds
        _promise(clock, policy, target)
        if clock.breached_at is not None:
            self._touch(clock)
            return
        hours, pauses = hours_for(clock), pauses_of(clock, until=self.at)
        clock.remaining_seconds = target.seconds - hours.elapsed(clock.started_at, self.at, pauses)
        due = hours.due(clock.started_at, target.seconds, pauses)
        if clock.state == State.RUNNING:
            clock.anchor_at = self.at
            _plan(clock)
            clock.due_at = due
        self._note(
            clock, Kind.RETARGET, self.at, before=before, after=target.seconds, left=clock.remaining_seconds,
            policy=policy.name,
        )  # fmt: skip
        if clock.remaining_seconds <= 0:
            self.breach(clock, due, cause="re-targeting")

    def breach(self, clock: SlaClock, due: datetime, *, cause: str = "") -> None:
        """Record a broken promise at the moment it was due, and tell of it when somebody is there to hear."""
        clock.state, clock.breached_at, clock.due_at = State.BREACHED, due, due
        clock.remaining_seconds = 0
        self._note(clock, Kind.BREACH, due, noticed_at=self.at.isoformat(), **({"cause": cause} if cause else {}))
        self.tell(clock, cause=cause)

    def tell(self, clock: SlaClock, *, cause: str = "") -> None:
        """Announce a breach once; outside the calendar's hours it waits for the next opening."""
        assert clock.breached_at is not None
        opening = _opening(clock, self.at)
        if not cause and opening > self.at:
            clock.next_at = opening
        else:
            clock.told_at, clock.next_at = self.at, None
            self.news.append(("sla_breached", {**_named(clock), **({"cause": cause} if cause else {})}))
        self._touch(clock)

    def warn(self, clock: SlaClock) -> None:
        """Warn of the highest share of the time that has passed, once; at night, when somebody comes in."""
        assert clock.due_at is not None
        opening = _opening(clock, self.at)
        if opening > self.at:
            clock.next_at = min(opening, clock.due_at)
        else:
            left = _left(clock, self.at)
            clock.warned = max(level for level in clock.policy.warnings if _limit(clock, level) >= left)
            _plan(clock)
            self._note(clock, Kind.WARN, self.at, level=clock.warned)
            self.news.append(("sla_warned", {**_named(clock), "level": clock.warned}))
        self._touch(clock)

    def overtake(self, clock: SlaClock) -> None:
        """Break the promise of a running clock whose time is over, should the sweep not have come by yet."""
        if clock.state == State.RUNNING and clock.due_at is not None and clock.due_at < self.at:
            self.breach(clock, clock.due_at)

    def store(self) -> bool:
        """Write what moved and return whether anything did."""
        return store_all([self])

    def _note(self, clock: SlaClock, kind: SlaEvent.Kind, at: datetime, **particulars: Any) -> None:
        self._ledger.append(SlaEvent(clock=clock, kind=kind, at=at, particulars=particulars))
        self._touch(clock)

    def _touch(self, clock: SlaClock) -> None:
        self._moved[id(clock)] = clock


def store_all(movers: Sequence[Mover]) -> bool:
    """Write what several movers moved, and return whether anything did."""
    moved = [clock for mover in movers for clock in mover._moved.values()]
    update_all([clock for clock in moved if clock.pk], _MOVED)
    for clock in moved:
        if not clock.pk:
            clock.save(force_insert=True)
    SlaEvent.objects.bulk_create(line for mover in movers for line in mover._ledger)
    return bool(moved)


def _promise(clock: SlaClock, policy: SlaPolicy, target: Target) -> None:
    clock.policy, clock.policy_version = policy, policy.version
    clock.calendar, clock.calendar_version = policy.calendar, policy.calendar.version
    clock.target_seconds, clock.mode = target.seconds, target.mode


def _opening(clock: SlaClock, at: datetime) -> datetime:
    """Return when somebody can hear of it; at once if the calendar has run out of open days since it was saved."""
    try:
        return clock.calendar.business_hours().next_opening(at)
    except NeverOpens:
        return at


def _left(clock: SlaClock, at: datetime) -> float:
    return clock.remaining_seconds - hours_for(clock).elapsed(clock.anchor_at, at)


def _limit(clock: SlaClock, level: int) -> float:
    """Return how much is left when this share of the time has passed."""
    return clock.target_seconds * (100 - level) / 100


def _plan(clock: SlaClock) -> None:
    """Work out when a running clock is due and when the sweep must look at it next."""
    hours = hours_for(clock)
    clock.due_at = hours.due(clock.anchor_at, clock.remaining_seconds)
    level = next((level for level in clock.policy.warnings if level > clock.warned), None)
    if level is None:
        clock.next_at = clock.due_at
    else:
        clock.next_at = hours.due(clock.anchor_at, clock.remaining_seconds - _limit(clock, level))


def _named(clock: SlaClock) -> dict[str, Any]:
    due = clock.breached_at or clock.due_at
    return {"metric": clock.metric, "instance": clock.instance, "due_at": due.isoformat() if due else ""}
