"""What each level asks for. The defaults are those Discourse has measured over years (docs/community.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Thresholds:
    """One number each; names begin with the level they are for. Times are minutes, shares are percent."""

    basic_topics: int = 5
    basic_posts: int = 30
    basic_minutes: int = 10
    member_days: int = 15
    member_given: int = 1
    member_received: int = 1
    member_replied: int = 3
    member_topics: int = 20
    member_posts: int = 100
    member_minutes: int = 60
    # Of the last hundred days, from here on.
    regular_days_share: int = 50
    regular_replied: int = 10
    regular_topics_share: int = 25
    regular_topics_cap: int = 500
    regular_posts_share: int = 25
    regular_posts_cap: int = 20_000
    regular_given: int = 30
    regular_received: int = 20
    regular_flags: int = 5
    # Of all times.
    regular_topics_ever: int = 200
    regular_posts_ever: int = 500

    @classmethod
    def of(cls, changed: Mapping[str, Any]) -> Thresholds:
        """Return the defaults with what an administrator changed; what is no number here is passed over."""
        known = {field.name for field in fields(cls)}
        good = {name: n for name, n in changed.items() if name in known and isinstance(n, int) and n >= 0}
        return replace(cls(), **good)

    def changes(self) -> dict[str, int]:
        """Return what differs from the defaults."""
        default = asdict(Thresholds())
        return {name: n for name, n in asdict(self).items() if n != default[name]}
