"""The charts of the community's report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from helpdesk.lib.charts import columns, line
from insights.charts import Chart, names_of
from insights.community.ages import AGES
from insights.community.figures import Health
from insights.community.listing import WAITING
from insights.community.scope import CommunityScope
from insights.counting import stretches
from insights.words import NOTHING, percent, short

WITHIN = ("Within 1 hour", "1–4 hours", "4–24 hours", "Later")
HOUR = 3600


def topics_of(scope: CommunityScope, key: str, **changes: Any) -> str:
    """Return the address of the topics behind a number."""
    return f"{reverse('community_report_topics', args=[key])}?{scope.query(**changes)}"


def questions(scope: CommunityScope, days: Mapping[date, Health], stretch: str) -> Chart:
    healths = _over(scope, days, stretch)
    rows = [
        (
            name,
            topics_of(scope, "asked", **_bounds(scope, day, stretch)) if health.asked else "",
            [str(n) for n in (health.solved, health.in_progress, health.unanswered, health.asked)],
        )
        for name, day, health in zip(names_of(scope, stretch), stretches(scope, stretch), healths, strict=True)
    ]
    parts = [[h.solved for h in healths], [h.in_progress for h in healths], [h.unanswered for h in healths]]
    said = ", ".join(f"{sum(part)} {word}" for part, word in zip(parts, _STATES, strict=True))
    return Chart(
        "questions",
        f"Questions per {stretch}",
        [("", "Solved"), ("k4", "In progress"), ("k2", "Unanswered")],
        columns(f"Questions per {stretch}: {said}", names_of(scope, stretch), parts),
        [stretch.capitalize(), "Solved", "In progress", "Unanswered", "All"],
        rows,
    )


def first_replies(scope: CommunityScope, days: Mapping[date, Health], stretch: str) -> Chart:
    healths = _over(scope, days, stretch)
    highest = max((h.reply_slow for h in healths if h.reply_slow is not None), default=0)
    unit, size = ("m", 60) if highest < 2 * HOUR else ("h", HOUR)
    middle = [None if h.reply_median is None else h.reply_median / size for h in healths]
    slow = [None if h.reply_slow is None else h.reply_slow / size for h in healths]
    names = names_of(scope, stretch)
    rows = [
        (name, "", [_length(h.reply_median), _length(h.reply_slow), str(h.replied)])
        for name, h in zip(names, healths, strict=True)
    ]
    known = [h.reply_median for h in healths if h.reply_median is not None]
    said = f"between {short(min(known))} and {short(max(known))}" if known else "unknown"
    return Chart(
        "first-replies",
        "First reply",
        [("", "Median"), ("k2", "Slowest 10%")],
        line(f"First reply per {stretch}, median {said}", names, [middle, slow], unit),
        [stretch.capitalize(), "Median", "Slowest 10%", "Replies"],
        rows,
    )


def within(scope: CommunityScope, health: Health) -> Chart:
    counts = list(health.within)
    said = ", ".join(f"{n} {words.lower()}" for words, n in zip(WITHIN, counts, strict=True))
    shares = [percent(n / health.replied) if health.replied else NOTHING for n in counts]
    return Chart(
        "within",
        "How soon somebody replied",
        [],
        columns(f"First replies: {said}", list(WITHIN), [counts]),
        ["First reply", "Questions", "Share"],
        [(words, "", [str(n), share]) for words, n, share in zip(WITHIN, counts, shares, strict=True)],
        aside=f"{health.asked - health.replied} have none",
    )


def waits(scope: CommunityScope, ages: Mapping[str, int]) -> Chart:
    names = [words for _, words, *_ in AGES]
    counts = [ages[key] for key, *_ in AGES]
    said = ", ".join(f"{n} {words.lower()}" for words, n in zip(names, counts, strict=True))
    rows = [
        (words, topics_of(scope, WAITING, age=key) if ages[key] else "", [str(ages[key])]) for key, words, *_ in AGES
    ]
    return Chart(
        "waits",
        "Waiting for an answer",
        [],
        columns(f"Questions without an answer: {said}", names, [counts]),
        ["Waits", "Questions"],
        rows,
        aside="Now, whenever they were asked",
    )


def who_answers(levels: list[tuple[str, int]]) -> Chart:
    names, counts = [name for name, _ in levels], [n for _, n in levels]
    everything = sum(counts)
    said = ", ".join(f"{name} {n}" for name, n in levels)
    return Chart(
        "who-answers",
        "Who answers",
        [],
        columns(f"Answers by trust: {said}", names, [counts]),
        ["Trust", "Answers", "Share"],
        [(name, "", [str(n), percent(n / everything) if everything else NOTHING]) for name, n in levels],
        aside="In topics of every kind",
    )


_STATES = ("solved", "in progress", "unanswered")


def _over(scope: CommunityScope, days: Mapping[date, Health], stretch: str) -> list[Health]:
    return [days.get(day, Health()) for day in stretches(scope, stretch)]


def _bounds(scope: CommunityScope, day: date, stretch: str) -> dict[str, str]:
    following = next((d for d in stretches(scope, stretch) if d > day), scope.last + timedelta(days=1))
    return {"from": max(day, scope.first).isoformat(), "to": (following - timedelta(days=1)).isoformat()}


def _length(seconds: float | None) -> str:
    return NOTHING if seconds is None else short(seconds)
