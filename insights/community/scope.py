"""Which days and which forum are looked at, and with whose eyes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.http import urlencode

from accounts.models import User
from community.models import Forum, Post, Topic
from insights.scope import midnight


@dataclass(frozen=True)
class CommunityScope:
    """Days from `first` to `last`, both included; one forum, or every."""

    user: User
    zone: tzinfo
    first: date
    last: date
    preset: str = ""
    forum: Forum | None = None

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
    def before(self) -> CommunityScope:
        return replace(self, first=self.first - timedelta(days=self.days), last=self.first - timedelta(days=1))

    def forums(self) -> QuerySet[Forum]:
        """Return the forums this reader may read, of the part that was asked for."""
        rows = Forum.objects.visible_to(self.user)
        return rows.filter(pk=self.forum.pk) if self.forum else rows

    def questions(self) -> QuerySet[Topic]:
        """Return all questions there are, whenever they were asked."""
        rows = Topic.objects.listed().filter(kind=Forum.Kind.QUESTION)
        return rows.filter(forum__in=self.forums().order_by().values("pk"))

    def asked(self, *, before: bool = False) -> QuerySet[Topic]:
        """Return the questions of the days; with `before` also those of as many days before them."""
        start = self.before.start if before else self.start
        return self.questions().filter(created_at__gte=start, created_at__lt=self.end)

    def posts(self) -> QuerySet[Post]:
        """Return what was written in the days, in topics of every kind."""
        rows = Post.objects.filter(created_at__gte=self.start, created_at__lt=self.end, removed_at=None, held_at=None)
        return rows.filter(
            topic__forum__in=self.forums().order_by().values("pk"), topic__removed_at=None, topic__held_at=None
        )

    def query(self, **changes: Any) -> str:
        """Return this as the query of an address, with some of it changed; empty values are left out."""
        named = self.preset and self.preset != "custom" and not ({"from", "to"} & set(changes))
        given: dict[str, Any] = {"range": self.preset} if named else {"range": "custom"}
        if not named:
            given |= {"from": self.first.isoformat(), "to": self.last.isoformat()}
        given |= {"forum": self.forum.slug if self.forum else "", **changes}
        return urlencode({name: value for name, value in given.items() if value not in ("", None)})


def replied(rows: QuerySet[Topic]) -> QuerySet[Topic]:
    """Give questions `first_at` and `first_staff`: when somebody else first replied, and whether a colleague did."""
    others = Post.objects.filter(topic=OuterRef("pk"), number__gt=1, removed_at=None, held_at=None)
    # Whose account is gone is nobody: not who asked.
    first = others.exclude(author=OuterRef("author"), author__isnull=False).order_by("number")
    return rows.annotate(
        first_at=Subquery(first.values("created_at")[:1]), first_staff=Subquery(first.values("staff")[:1])
    )


def solving(rows: QuerySet[Topic]) -> QuerySet[Topic]:
    """Give questions `solved_staff`: whether the answer that was accepted first is a colleague's."""
    answers = Post.objects.filter(topic=OuterRef("pk"), accepted_at__isnull=False, removed_at=None)
    return rows.annotate(solved_staff=Subquery(answers.order_by("accepted_at").values("staff")[:1]))
