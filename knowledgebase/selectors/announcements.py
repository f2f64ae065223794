"""What became of announcements: how many they were meant for, and what those did, beside those it was kept from."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from knowledgebase.models import Announcement


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    of: int
    n: int

    @property
    def percent(self) -> str:
        return f"{self.n / self.of:.0%}".replace("%", " %") if self.of else "–"


def counted() -> QuerySet[Announcement]:
    """Return all announcements with what became of each, the latest first: one statement."""
    seen = Q(readers__held=False)
    return Announcement.objects.annotate(
        eligible=Count("readers"),
        held=Count("readers", filter=Q(readers__held=True)),
        shown=Count("readers__shown_at"),
        clicked=Count("readers__clicked_at"),
        dismissed=Count("readers__dismissed_at"),
        reached=Count("readers__goal_at", filter=seen),
        reached_without=Count("readers__goal_at", filter=Q(readers__held=True)),
    ).order_by(F("stopped_at").asc(nulls_first=True), "-pk")


def goals(row: Announcement) -> tuple[Share, Share]:
    """Return how many came to its goal, of those it was shown to and of those it was kept from."""
    found = row.__dict__
    return Share(found["eligible"] - found["held"], found["reached"]), Share(found["held"], found["reached_without"])
