"""What became of a call, read from all that was said of it. Pure: the same steps in any order read the same.

A telephone system tells of a call over a network: doubled, late, out of order. So nothing here depends on what
came first. Steps are put in the order they happened, the end always last, and walked through one table; a step
that makes no sense where it stands changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels_inbox.models.call import Call, CallStep

S = Call.State
K = CallStep.Kind

# Before people: nobody of ours has taken it yet.
_UNANSWERED = (S.IVR, S.QUEUED, S.RINGING)
_TALKING = (S.ANSWERED, S.ON_HOLD, S.TRANSFERRED)
# What a machine does with the caller, wherever it stands.
_MACHINE = (*_UNANSWERED, S.TRANSFERRED)

NEXT: dict[tuple[S, K], S] = {
    (S.IVR, K.QUEUED): S.QUEUED,
    (S.RINGING, K.QUEUED): S.QUEUED,
    (S.TRANSFERRED, K.QUEUED): S.QUEUED,
    (S.ANSWERED, K.QUEUED): S.QUEUED,
    (S.ON_HOLD, K.QUEUED): S.QUEUED,
    (S.IVR, K.RINGING): S.RINGING,
    (S.QUEUED, K.RINGING): S.RINGING,
    (S.TRANSFERRED, K.RINGING): S.RINGING,
    (S.RINGING, K.MENU): S.IVR,
    (S.QUEUED, K.MENU): S.IVR,
    (S.TRANSFERRED, K.MENU): S.IVR,
    **{(state, K.ANSWERED): S.ANSWERED for state in (*_UNANSWERED, S.TRANSFERRED, S.ON_HOLD)},
    (S.ANSWERED, K.HELD): S.ON_HOLD,
    (S.ON_HOLD, K.RESUMED): S.ANSWERED,
    **{(state, K.TRANSFERRED): S.TRANSFERRED for state in (*_UNANSWERED, S.ANSWERED, S.ON_HOLD)},
    **{(state, K.VOICEMAIL): S.VOICEMAIL for state in _MACHINE},
    **{(state, K.CALLBACK): S.CALLBACK_REQUESTED for state in _MACHINE},
}

# How a call ends that is hung up in a state.
END: dict[S, S] = {
    S.IVR: S.ABANDONED_IVR,
    S.QUEUED: S.ABANDONED_QUEUE,
    S.RINGING: S.MISSED,
    S.ANSWERED: S.COMPLETED,
    S.ON_HOLD: S.ABANDONED_HOLD,
    S.TRANSFERRED: S.COMPLETED,
    S.VOICEMAIL: S.VOICEMAIL,
    S.CALLBACK_REQUESTED: S.CALLBACK_REQUESTED,
}
# Causes a telephone system may name for the end of a call nobody answered.
CAUSES = {"failed": S.FAILED, "missed": S.MISSED}

_FIRST: dict[K, S] = {
    K.MENU: S.IVR,
    K.QUEUED: S.QUEUED,
    K.ANSWERED: S.ANSWERED,
    K.VOICEMAIL: S.VOICEMAIL,
    K.CALLBACK: S.CALLBACK_REQUESTED,
    K.TRANSFERRED: S.TRANSFERRED,
}
_RANK = {kind: rank for rank, kind in enumerate(K)}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was said of a call."""

    kind: str
    at: datetime
    external_id: str = ""
    particulars: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A call as its steps tell it."""

    state: S
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait_seconds: int | None
    talk_seconds: int | None
    agent: int | None
    queue: str
    # Whether it has come to people, so that it is a ticket's business.
    reached: bool


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Return each step once, in the order things happened: an end is the end, whenever its news came."""
    once = {step.external_id: step for step in sorted(steps, key=_place, reverse=True)}
    return sorted(once.values(), key=_place)


def _place(step: Step) -> tuple[bool, datetime, int, str]:
    return (step.kind == K.HUNG_UP, step.at, _RANK[K(step.kind)], step.external_id)


def read(steps: Iterable[Step]) -> Reading:
    """Return what became of a call; there is at least one step."""
    told = in_order(steps)
    state = S.RINGING
    answered_at: datetime | None = None
    waiting_from: datetime | None = None
    agent: int | None = None
    queue, reached, ended = "", False, None
    for position, step in enumerate(told):
        if step.kind == K.HUNG_UP:
            ended = step
            break
        state = _FIRST.get(K(step.kind), state) if position == 0 else NEXT.get((state, K(step.kind)), state)
        reached = reached or state != S.IVR
        queue = step.particulars.get("queue") or queue
        if state in {S.QUEUED, S.RINGING, S.VOICEMAIL, S.CALLBACK_REQUESTED} and waiting_from is None:
            waiting_from = step.at
        if step.kind == K.ANSWERED:
            answered_at = answered_at or step.at
            agent = step.particulars.get("agent") or agent
    first = min(step.at for step in told)
    if ended is None:
        return Reading(
            state, first, answered_at, None, _between(waiting_from, answered_at), None, agent, queue, reached
        )
    cause = CAUSES.get(ended.particulars.get("cause", "")) if answered_at is None else None
    final = cause if cause and state in _UNANSWERED else END[state]
    waited = _between(waiting_from, answered_at or ended.at)
    talked = ended.particulars.get("seconds") if answered_at else None
    if answered_at and talked is None:
        talked = _between(answered_at, ended.at)
    return Reading(final, first, answered_at, ended.at, waited, talked, agent, queue, reached or state != S.IVR)


def _between(start: datetime | None, end: datetime | None) -> int | None:
    if start is None or end is None:
        return None
    return max(0, int((end - start).total_seconds()))
