"""What becomes of the ideas, by state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from community.models import Topic, TopicVote
from community.standing import Standing

State = Topic.State
SHOWN = (State.REVIEW, State.PLANNED, State.PROGRESS, State.SHIPPED)
MOST = 12


@dataclass(frozen=True, slots=True)
class Column:
    """Ideas of one state, the most wanted first."""

    state: str
    label: str
    topics: list[Topic]


def columns(standing: Standing) -> list[Column]:
    """Return the columns of the roadmap, each with its most wanted ideas, in one statement."""
    place = Window(RowNumber(), partition_by=F("state"), order_by=[F("votes").desc(), F("pk").desc()])
    rows = Topic.objects.listed().open_to(standing).filter(kind="idea", state__in=SHOWN)
    found = list(rows.annotate(place=place).filter(place__lte=MOST).select_related("author__profile").order_by("place"))
    return [Column(state, State(state).label, [row for row in found if row.state == state]) for state in SHOWN]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of an idea's way: behind it, where it stands, or still to come."""

    label: str
    done: bool
    here: bool


def stages(topic: Topic) -> list[Stage]:
    """Return the way of an idea; one that is only open stands before the first step."""
    place = SHOWN.index(State(topic.state)) if topic.state in SHOWN else -1
    return [Stage(state.label, n < place, n == place) for n, state in enumerate(SHOWN)]


def votes_lately(topic: Topic) -> int:
    """Return the votes of the last week."""
    return TopicVote.objects.filter(topic=topic, created_at__gt=timezone.now() - timedelta(days=7)).count()
