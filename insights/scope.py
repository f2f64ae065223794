"""What a report is about: a range of days in the reader's zone, and which part of the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.http import urlencode

from accounts.models import Team, User
from insights.models import Fact
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind

BUSINESS, CLOCK = "business", "clock"


class Ranged(Protocol):
    """Whatever has days from `first` to `last`."""

    @property
    def first(self) -> date: ...

    @property
    def last(self) -> date: ...

    @property
    def days(self) -> int: ...


@dataclass(frozen=True)
class Scope:
    """Days from `first` to `last`, both included, and the filters. `preset` is the name the range was chosen by."""

    user: User
    zone: tzinfo
    first: date
    last: date
    preset: str = ""
    hours: str = BUSINESS
    team: Team | None = None
    agent: User | None = None
    channel: str = ""

    @property
    def start(self) -> datetime:
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The moment after the last day."""
        return midnight(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Scope:
        """The same number of days right before, to compare with."""
        return replace(self, first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1))

    def facts(self, names: Iterable[str]) -> QuerySet[Fact]:
        """Return the facts of these names that were counted in the range, of tickets the reader may see."""
        return self.seen(Fact.objects.filter(name__in=list(names), at__gte=self.start, at__lt=self.end))

    def seen(self, facts: QuerySet[Fact]) -> QuerySet[Fact]:
        """Keep facts of tickets the reader may see and of the part of the desk that was asked for."""
        if not (self.user.is_admin or self.user.ticket_scope == User.TicketScope.ALL):
            facts = facts.filter(ticket__in=Ticket.objects.visible_to(self.user).values("pk"))
        if self.team is not None:
            facts = facts.filter(team=self.team)
        if self.agent is not None:
            facts = facts.filter(agent=self.agent)
        return facts.filter(channel=self.channel) if self.channel else facts

    def query(self, **changes: Any) -> str:
        """Return this scope as the query of an address, with some of it changed; empty values are left out."""
        named = self.preset and self.preset != "custom" and not ({"from", "to"} & set(changes))
        given: dict[str, Any] = {"range": self.preset} if named else {"range": "custom"}
        if not named:
            given |= {"from": self.first.isoformat(), "to": self.last.isoformat()}
        given |= {
            "hours": self.hours,
            "team": self.team.slug if self.team else "",
            "agent": self.agent.pk if self.agent else "",
            "channel": self.channel,
            **changes,
        }
        return urlencode({name: value for name, value in given.items() if value not in ("", None)})

    @property
    def channel_name(self) -> str:
        return str(ChannelKind(self.channel).label) if self.channel else ""


def midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
