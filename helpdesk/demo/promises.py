"""What Halden promises, and the clocks its told tickets have run by now: as tickets/sla would have left them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Calendar, User
from accounts.operations.scheduling import save_calendar
from helpdesk.demo.company import Company
from helpdesk.demo.history import History, Row
from helpdesk.demo.rows import copy_rows, take_ids
from helpdesk.lib.business_hours import BusinessHours, Pause
from tickets.models import Metric, Mode, SlaClock, SlaEvent, SlaPolicy, SlaTarget
from tickets.models.kinds import UNFINISHED, Category, Priority, SlaState
from tickets.models.sla import default_warnings
from tickets.operations.promising import save_policy

# What a policy warns of unless told otherwise.
WARNINGS = tuple(default_warnings())
State, Kind = SlaClock.State, SlaEvent.Kind
HOUR = 3600
# First reply, next reply, solution: in hours while Halden is open.
HOURS: dict[int, tuple[int, int, int]] = {
    Priority.URGENT: (8, 16, 66),
    Priority.HIGH: (22, 22, 132),
    Priority.NORMAL: (33, 33, 264),
    Priority.LOW: (44, 44, 396),
}
_STOPS = {Category.WAITING_CUSTOMER, Category.WAITING_THIRD_PARTY}
_WEEK = {day: [["07:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")} | {"sat": [["09:00", "13:00"]]}


def make_policy(company: Company) -> SlaPolicy:
    """Give the house Halden's hours and its one policy, as the administrator would."""
    priya = User.objects.get(pk=company.agents["priya"].id)
    calendar = Calendar.objects.get(is_default=True)
    calendar.name, calendar.time_zone, calendar.hours = "Gothenburg", "Europe/Stockholm", _WEEK
    save_calendar(calendar, by=priya, seen=calendar.version)
    targets = [
        SlaTarget(priority=priority, metric=metric, seconds=hours * HOUR)
        for priority, row in HOURS.items()
        for metric, hours in zip(Metric, row, strict=True)
    ]
    return save_policy(SlaPolicy(name="All customers", calendar=calendar), targets, by=priya)


@dataclass
class Clocks:
    """Collects the clocks of told tickets and their ledgers, then writes them."""

    policy: SlaPolicy
    now: datetime
    rows: list[tuple[History, Row, list[Row]]] = field(default_factory=list)

    def run(self, histories: Sequence[History]) -> None:
        """Work out each ticket's clocks; what its list row shows goes into the ticket before it is written."""
        hours = self.policy.calendar.business_hours()
        for history in histories:
            if history.stage.category == Category.SPAM:
                continue
            made = [_clock(w, history, hours, self.now) for w in _waits(history)]
            self.rows += [(history, *pair) for pair in made]
            history.row |= _nearest([row for row, _ in made])

    def write(self) -> None:
        ids = take_ids(SlaClock, len(self.rows))
        shared = {
            "policy_id": self.policy.pk,
            "policy_version": self.policy.version,
            "calendar_id": self.policy.calendar_id,
            "calendar_version": self.policy.calendar.version,
            "mode": Mode.BUSINESS.value,
        }
        copy_rows(
            SlaClock,
            [{"id": pk, "ticket_id": h.id, **shared, **row} for pk, (h, row, _) in zip(ids, self.rows, strict=True)],
        )
        copy_rows(
            SlaEvent,
            [{"clock_id": pk, **line} for pk, (*_, ledger) in zip(ids, self.rows, strict=True) for line in ledger],
        )


@dataclass(frozen=True, slots=True)
class _Wait:
    """A promise while it was owed: until `end`, which `kept` it, or voided it; without an end it is owed still."""

    metric: str
    instance: int
    start: datetime
    end: datetime | None
    kept: bool = True
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()


def _waits(history: History) -> Iterator[_Wait]:
    solved = history.row["resolved_at"] if history.stage.category not in UNFINISHED else None
    metric, instance, since = Metric.FIRST_RESPONSE.value, 1, None
    for message in history.messages:
        if message["kind"] == "inbound" and since is None:
            since = message["created_at"]
        elif message["kind"] == "reply":
            if since is not None:
                yield _Wait(metric, instance, since, message["created_at"])
                instance = instance + 1 if metric == Metric.NEXT_RESPONSE else 1
            metric, since = Metric.NEXT_RESPONSE.value, None
    if since is not None:
        yield _Wait(metric, instance, since, solved, kept=False)
    yield _Wait(Metric.RESOLUTION.value, 1, history.opened_at, solved, pauses=tuple(_stops(history, solved)))


def _stops(history: History, solved: datetime | None) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield when the ticket waited for others."""
    categories = {stage.name: stage.category for stage in history.stages.values()}
    since: datetime | None = None
    for event in history.events:
        after = categories.get(event["particulars"].get("after", ""))
        if event["action"] not in {"status_changed", "resolved", "closed", "reopened"} or after is None:
            continue
        at = event["created_at"]
        if after in _STOPS:
            since = since or at
        elif since is not None:
            yield since, at
            since = None
    if since is not None and solved is None:
        yield since, None


def _clock(wait: _Wait, history: History, hours: BusinessHours, now: datetime) -> tuple[Row, list[Row]]:
    target = HOURS[history.priority][list(Metric).index(Metric(wait.metric))] * HOUR
    ended: list[Pause] = [(a, b) for a, b in wait.pauses if b is not None]
    stopped = next((a for a, b in wait.pauses if b is None), None)
    anchor = max((b for _, b in ended), default=wait.start)
    left = target - hours.elapsed(wait.start, anchor, ended)
    due = hours.due(wait.start, target, ended) if left > 0 else anchor
    until = wait.end or stopped or now
    row: Row = {
        "metric": wait.metric, "instance": wait.instance, "target_seconds": target, "started_at": wait.start,
        "anchor_at": anchor, "warned": 0, "due_at": due, "next_at": None, "ended_at": wait.end,
        "breached_at": None, "told_at": None, "met_at": None,
        "remaining_seconds": max(0.0, target - hours.elapsed(wait.start, until, ended)),
    }  # fmt: skip
    ledger = [_line(Kind.ACTIVATE, wait.start, target=target)]
    for start, end in wait.pauses:
        ledger.append(_line(Kind.PAUSE, start, cause="Waiting"))
        ledger += [_line(Kind.RESUME, end, cause="Open")] if end else []
    if due < until:
        row |= {"state": State.BREACHED.value, "breached_at": due, "told_at": due, "remaining_seconds": 0.0}
        ledger.append(_line(Kind.BREACH, due))
    elif wait.end is not None:
        row |= {"state": (State.MET if wait.kept else State.CANCELLED).value}
        row |= {"met_at": wait.end} if wait.kept else {}
    elif stopped is not None:
        row |= {"state": State.PAUSED.value, "due_at": None}
    else:
        row |= {"state": State.RUNNING.value, "remaining_seconds": left, **_planned(anchor, left, target, hours, now)}
    if wait.end is not None:
        ledger.append(_line(Kind.FULFIL if wait.kept else Kind.CANCEL, wait.end))
    return row, ledger


def _planned(anchor: datetime, left: float, target: int, hours: BusinessHours, now: datetime) -> Row:
    """Return which warnings a running clock has given, and when it must be looked at next."""
    for level in WARNINGS:
        at = hours.due(anchor, left - target * (100 - level) / 100)
        if at > now:
            return {"warned": max((w for w in WARNINGS if w < level), default=0), "next_at": at}
    return {"warned": WARNINGS[-1], "next_at": hours.due(anchor, left)}


def _line(kind: SlaEvent.Kind, at: datetime, **particulars: object) -> Row:
    return {"kind": kind.value, "at": at, "particulars": particulars}


def _nearest(rows: Sequence[Row]) -> Row:
    """Return what tickets/sla/nearest.py would copy into the ticket."""
    owed = [row for row in rows if row["ended_at"] is None]
    nearest = min((row for row in owed if row["due_at"]), key=lambda row: row["due_at"], default=None)
    if nearest is None:
        return {"sla_due_at": None, "sla_state": (SlaState.PAUSED if owed else SlaState.MET).value, "sla_metric": ""}
    state = SlaState.BREACHED if nearest["breached_at"] else SlaState.SOON if nearest["warned"] else SlaState.OK
    return {"sla_due_at": nearest["due_at"], "sla_state": state.value, "sla_metric": nearest["metric"]}
