"""How the telephone did: calls by team in a range of days, in one statement. Read from the calls themselves.

A call is lost when its caller gave up while waiting or ringing. Who gave up at once, under the line's own number of
seconds, was neither served nor lost: such short calls are in no rate. Simulated calls are in no figure at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, IntegerField, Q
from django.db.models.expressions import Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf

from channels_inbox.models import Call
from insights.scope import Scope
from tickets.models.kinds import ChannelKind

SHORT_SECONDS = 5
S = Call.State
_LOST = Q(state__in=[S.ABANDONED_QUEUE, S.MISSED])


@dataclass(frozen=True, slots=True)
class Calls:
    """A row of the table: a team's calls, or all."""

    name: str
    offered: int
    answered: int
    lost: int
    short: int
    messages: int
    wait: float | None
    talk: float | None

    @property
    def rate(self) -> float | None:
        """The share that was lost of all that were not short."""
        counted = self.offered - self.short
        return self.lost / counted if counted else None


def calls_by_team(scope: Scope) -> list[Calls]:
    """Return the incoming calls of each team that had any, and of all first; nothing when there were none."""
    if scope.channel not in {"", ChannelKind.PHONE}:
        return []
    short_seconds = Coalesce(
        Cast(NullIf(KeyTextTransform("short_seconds", "channel__settings"), Value("")), IntegerField()), SHORT_SECONDS
    )
    calls = Call.objects.visible_to(scope.user).filter(
        direction=Call.Direction.IN,
        simulated=False,
        started_at__gte=scope.start,
        started_at__lt=scope.end,
        ended_at__isnull=False,
    )
    # Whoever hung up in the menu asked nobody of ours yet.
    calls = calls.exclude(state=S.ABANDONED_IVR)
    if scope.team is not None:
        calls = calls.filter(team=scope.team)
    if scope.agent is not None:
        calls = calls.filter(agent=scope.agent)
    short = _LOST & Q(wait_seconds__lt=F("short_after"))
    rows = (
        calls.annotate(short_after=short_seconds)
        .order_by()
        .values("team__name")
        .annotate(
            offered=Count("pk"),
            answered=Count("pk", filter=Q(answered_at__isnull=False)),
            gave_up=Count("pk", filter=_LOST),
            short=Count("pk", filter=short),
            messages=Count("pk", filter=Q(state__in=[S.VOICEMAIL, S.CALLBACK_REQUESTED])),
            wait=Avg("wait_seconds", filter=Q(answered_at__isnull=False)),
            talk=Avg("talk_seconds"),
        )
    )
    found = [_row(row["team__name"] or "No team", [row]) for row in rows]
    found.sort(key=lambda row: (-row.offered, row.name))
    return [_row("All", list(rows)), *found] if found else []


def _row(name: str, rows: list[Any]) -> Calls:
    def total(key: str) -> int:
        return sum(row[key] for row in rows)

    def mean(key: str) -> float | None:
        weighed = [(row[key], row["answered"]) for row in rows if row[key] is not None and row["answered"]]
        cases = sum(count for _, count in weighed)
        return sum(float(value) * count for value, count in weighed) / cases if cases else None

    return Calls(
        name,
        offered=total("offered"),
        answered=total("answered"),
        lost=total("gave_up") - total("short"),
        short=total("short"),
        messages=total("messages"),
        wait=mean("wait"),
        talk=mean("talk"),
    )
