"""What a profile shows of somebody."""

from __future__ import annotations

from dataclasses import dataclass

from community.models import Profile

LEVELS = ("New", "Basic", "Member", "Regular", "Leader")


@dataclass(frozen=True, slots=True)
class Badge:
    """Something somebody did for others, in a word."""

    icon: str
    label: str


def badges(profile: Profile) -> list[Badge]:
    """Return what somebody earned; each follows from a count, so none is ever given twice or forgotten."""
    earned = [
        (profile.topics_started >= 1, Badge("message-circle-question-mark", "First topic")),
        (profile.answers_accepted >= 1, Badge("circle-check", "First solution")),
        (profile.answers_accepted >= 10, Badge("award", "Ten solutions")),
        (profile.votes_received >= 10, Badge("thumbs-up", "Helped ten people")),
        (profile.days_visited >= 100, Badge("calendar-days", "A hundred days")),
    ]
    return [badge for has, badge in earned if has]
