"""The numbers of the band at the top: what each is called and says, and how it is read from the figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from insights.community.figures import Health
from insights.measures.kinds import FEW, Duration, Figure, Measure, Share

# Of the share of solved questions: a community fares well from here on, and badly below.
WELL, BADLY = 0.6, 0.4


@dataclass(frozen=True)
class Told:
    """A measure, how it is read, and the list behind it."""

    measure: Measure
    read: Callable[[Health], Figure]
    behind: str


def _length(value: float | None, slow: float | None, cases: int) -> Figure:
    return Figure(value, cases, slow, few=0 < cases < FEW)


def _share(share: float | None, cases: int) -> Figure:
    return Figure(share, cases, few=0 < cases < FEW)


TOLD = (
    Told(
        Measure("asked", "Questions", "Topics begun in forums for questions, by the day they were asked.", fact=""),
        lambda health: Figure(health.asked, health.asked),
        "asked",
    ),
    Told(
        Share(
            "resolution",
            "Solved",
            "Questions of these days with an accepted answer by now, of all that were asked. "
            "Communities fare well from 60% on, and badly below 40%.",
            fact="",
        ),
        lambda health: _share(health.resolution, health.asked),
        "solved",
    ),
    Told(
        Duration(
            "first-reply",
            "First reply",
            "From the question to the first post by somebody else, of those that have one.",
            fact="",
        ),
        lambda health: _length(health.reply_median, health.reply_slow, health.replied),
        "replied",
    ),
    Told(
        Duration(
            "solution",
            "Solution",
            "From the question to the first answer that was accepted, of those that have one.",
            fact="",
        ),
        lambda health: _length(health.solution_median, health.solution_slow, health.solved),
        "solved",
    ),
    Told(
        Share(
            "by-customers",
            "First replies by customers",
            "First replies that did not come from the company, of all questions that have a reply.",
            fact="",
        ),
        lambda health: _share(health.by_customers, health.replied),
        "by-customers",
    ),
)


def verdict(health: Health) -> str:
    """Say in a word how the community fares; nothing where too little was asked."""
    if health.few or health.resolution is None:
        return ""
    return "fares well" if health.resolution >= WELL else "struggles" if health.resolution < BADLY else "gets by"
