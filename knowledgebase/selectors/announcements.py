"""What became of announcements: how many they were meant for, and what those did, beside those it was kept from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q

from knowledgebase.models import Announcement, AnnouncementReader
from knowledgebase.models.announcement import AnnouncementQuerySet

COUNTS = ("eligible", "held", "shown", "clicked", "dismissed", "reached", "reached_without")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    of: int
    n: int

    @property
    def percent(self) -> str:
        return f"{self.n / self.of:.0%}".replace("%", " %") if self.of else "–"


def listed() -> AnnouncementQuerySet:
    """Return all announcements, the latest first, those that are out before the others."""
    return Announcement.objects.order_by(F("stopped_at").asc(nulls_first=True), "-pk")


def counted(announcements: Iterable[Announcement]) -> list[Announcement]:
    """Set what became of each on these announcements: one statement, of their readers alone."""
    rows = list(announcements)
    readers = AnnouncementReader.objects.filter(announcement__in=[row.pk for row in rows])
    kept_back = Q(held=True)
    counts = (
        *(Count("pk"), Count("pk", filter=kept_back), Count("shown_at"), Count("clicked_at"), Count("dismissed_at")),
        *(Count("goal_at", filter=~kept_back), Count("goal_at", filter=kept_back)),
    )
    named = {f"n_{name}": count for name, count in zip(COUNTS, counts, strict=True)}
    found = {pk: n for pk, *n in readers.values("announcement").annotate(**named).values_list("announcement", *named)}
    for row in rows:
        vars(row).update(zip(COUNTS, found.get(row.pk, [0] * len(COUNTS)), strict=True))
    return rows


def goals(row: Announcement) -> tuple[Share, Share]:
    """Return how many came to its goal, of those it was shown to and of those it was kept from."""
    found = row.__dict__
    return Share(found["eligible"] - found["held"], found["reached"]), Share(found["held"], found["reached_without"])
