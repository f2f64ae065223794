"""How the chats of a bot ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from channels_inbox.models import Bot, BotRun

DAYS = 30
WIDTH = 600
Outcome = BotRun.Outcome
# What is drawn as one, in the order of the bar; the number is the colour of a chart's series.
_PARTS = (
    ("Resolved", (Outcome.RESOLVED,), 1),
    ("Looks resolved, a week not over", (Outcome.SAID, Outcome.SILENT), 2),
    ("Handed to a person", (Outcome.HANDED,), 3),
    ("Came back within a week", (Outcome.RETURNED,), 4),
    ("Left in the middle", (Outcome.ABANDONED,), 5),
    ("Still talking", (Outcome.RUNNING,), 6),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the bar: where it begins and how wide it is, of WIDTH."""

    label: str
    count: int
    share: int
    x: float
    width: float
    colour: int


def endings(bot: Bot) -> list[Part]:
    """Return how the chats of the last days ended, as pieces of one bar; nothing when there were none."""
    since = timezone.now() - timedelta(days=DAYS)
    rows = BotRun.objects.filter(version__bot=bot, started_at__gte=since).order_by()
    counts = dict(rows.values_list("outcome").annotate(n=Count("pk")))
    total = sum(counts.values())
    parts, x = [], 0.0
    for label, outcomes, colour in _PARTS if total else ():
        count = sum(counts.get(outcome.value, 0) for outcome in outcomes)
        width = round(count / total * WIDTH, 1)
        parts.append(Part(label, count, round(100 * count / total), round(x, 1), width, colour))
        x += width
    return parts
