"""The very topics behind a number of the community's report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from community.models import Topic
from community.naming import called
from insights.community.ages import AGES, aged, unanswered
from insights.community.scope import CommunityScope, replied, solving

CHUNK = 1000
WAITING = "waiting"


@dataclass(frozen=True)
class TopicListing:
    """Topics with when they were first replied to, the latest asked first."""

    key: str
    label: str
    rows: QuerySet[Topic]


# Rows that `replied` gave more to than the model has.
_Part = Callable[[Any], Any]


def _solved_by_customers(rows: Any) -> Any:
    found: Any = solving(rows)
    return found.filter(solved_staff=False)


PARTS: dict[str, tuple[str, _Part]] = {
    "asked": ("Questions", lambda rows: rows),
    "solved": ("Solved questions", lambda rows: rows.filter(solved_at__isnull=False)),
    "in-progress": (
        "Questions in progress",
        lambda rows: rows.filter(solved_at=None, first_at__isnull=False),
    ),
    "unanswered": ("Questions nobody replied to", lambda rows: rows.filter(solved_at=None, first_at=None)),
    "replied": ("Questions with a reply", lambda rows: rows.filter(first_at__isnull=False)),
    "by-customers": ("First replies by customers", lambda rows: rows.filter(first_staff=False)),
    "by-company": ("First replies by the company", lambda rows: rows.filter(first_staff=True)),
    "solved-by-customers": ("Solved by customers", _solved_by_customers),
}


def listed(key: str, scope: CommunityScope, *, age: str = "", now: datetime) -> TopicListing | None:
    """Return the topics a number counts; None when there is no such number."""
    if key == WAITING:
        rows = unanswered(scope)
        words = {name: words for name, words, *_ in AGES}
        if age in words:
            rows = rows.filter(aged(age, now))
        label = f"Waiting for an answer: {words[age].lower()}" if age in words else "Waiting for an answer"
        return TopicListing(key, label, replied(rows))
    if key not in PARTS:
        return None
    label, part = PARTS[key]
    return TopicListing(key, label, part(replied(scope.asked())))


def topic_rows(listing: TopicListing) -> Iterator[Sequence[Any]]:
    """Yield a list as a file has it, a few rows at a time."""
    yield ("Topic", "Title", "Forum", "By", "Asked", "First reply", "First reply by", "Solved", "Answers")
    rows = listing.rows.select_related("forum", "author__profile").order_by("-created_at", "-pk")
    for topic in rows.iterator(chunk_size=CHUNK):
        first_staff = topic.first_staff  # type: ignore[attr-defined]
        yield (
            *(topic.pk, topic.title, topic.forum.name, called(topic.author), _moment(topic.created_at)),
            _moment(topic.first_at),  # type: ignore[attr-defined]
            "" if first_staff is None else "company" if first_staff else "customer",
            *(_moment(topic.solved_at), topic.replies),
        )


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""
