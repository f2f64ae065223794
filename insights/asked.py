"""Which questions the radar looks at: the days, the part of the desk, and whose eyes they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.http import urlencode

from accounts.models import User
from insights.models import Asking
from insights.scope import midnight
from tickets.models import Tag, Ticket
from tickets.models.kinds import Category, ChannelKind

# Rising: in the last week asked at least so often, and twice as often as in a usual week of the four before.
WEEK, WEEKS_BEFORE, LEAST, TWICE = 7, 4, 4, 2
# Asked so often, a question deserves an answer that is written down.
OFTEN = 3
# The question an asking counts for: the one that its own was put into by hand, if any.
HEAD = Coalesce("question__part_of", "question")


@dataclass(frozen=True)
class Asked:
    """Questions of the days from `first` to `last`, both included."""

    user: User
    zone: tzinfo
    first: date
    last: date
    preset: str = "30d"
    channel: str = ""
    language: str = ""
    tag: Tag | None = None
    words: str = ""

    @property
    def start(self) -> datetime:
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        return midnight(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Asked:
        return replace(self, first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1))

    @property
    def sees_all(self) -> bool:
        return self.user.is_admin or self.user.ticket_scope == User.TicketScope.ALL

    def askings(self, *, since: datetime | None = None) -> QuerySet[Asking]:
        """Return what was asked in the days, or `since` before them, on tickets the reader may see."""
        found = self.everything().filter(asked_at__gte=since or self.start, asked_at__lt=self.end)
        if self.channel:
            found = found.filter(channel=self.channel)
        if self.language:
            found = found.filter(language=self.language)
        if self.tag is not None:
            found = found.filter(ticket__in=self.tag.tickets.values("pk"))
        return found

    def everything(self) -> QuerySet[Asking]:
        """Return all that was ever asked on tickets the reader may see."""
        found = Asking.objects.filter(question__isnull=False)
        found = found.exclude(ticket__category__in=[Category.SPAM, Category.MERGED])
        if not self.sees_all:
            found = found.filter(ticket__in=Ticket.objects.visible_to(self.user).values("pk"))
        return found

    def questions(self) -> QuerySet[Any, dict[str, Any]]:
        """Return a row a question that was asked in the days: what to look at first comes first."""
        week = self.end - timedelta(days=WEEK)
        usual = week - timedelta(days=WEEK * WEEKS_BEFORE)
        now = Q(asked_at__gte=self.start)
        before = self.before
        found = self.askings(since=min(usual, before.start))
        if self.words:
            found = found.annotate(head=HEAD).filter(head__in=found.filter(now, self._worded()).values(key=HEAD))
        rows: Any = found.annotate(head=HEAD).values("head").order_by()
        return (
            rows.annotate(
                asked=Count("pk", filter=now),
                asked_before=Count("pk", filter=Q(asked_at__gte=before.start, asked_at__lt=self.start)),
                lately=Count("pk", filter=Q(asked_at__gte=week)),
                usually=Count("pk", filter=Q(asked_at__gte=usual, asked_at__lt=week)),
                spent=Coalesce(Sum("handled_seconds", filter=now), 0),
                article=Max(Coalesce("question__part_of__article", "question__article")),
                macro=Max(Coalesce("question__part_of__macro", "question__macro")),
            )
            .filter(asked__gt=0)
            .annotate(
                rising=_one(Q(lately__gte=LEAST) & Q(usually__lte=F("lately") * WEEKS_BEFORE / TWICE)),
                bare=_one(Q(asked__gte=OFTEN, article=None, macro=None)),
            )
            .order_by("-rising", "-bare", "-asked", "head")
        )

    def _worded(self) -> Q:
        """Return the condition of having been asked in these words; or of being called so, for who may read that."""
        asked = Q(text__icontains=self.words)
        if not self.sees_all:
            return asked
        return asked | Q(question__wording__icontains=self.words) | Q(question__part_of__wording__icontains=self.words)

    def query(self, **changes: Any) -> str:
        """Return this as the query of an address, with some of it changed; empty values are left out."""
        given: dict[str, Any] = {
            "range": self.preset,
            "channel": self.channel,
            "language": self.language,
            "tag": self.tag.name if self.tag else "",
            "q": self.words,
            **changes,
        }
        return urlencode({name: value for name, value in given.items() if value not in ("", None)})

    @property
    def channel_name(self) -> str:
        return str(ChannelKind(self.channel).label) if self.channel else ""


def _one(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
