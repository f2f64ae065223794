"""The level that counts earn. Pure: no database, no clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from community.standing import BASIC, MEMBER, NEW, REGULAR
from community.trust.thresholds import Thresholds

# A level that was earned is kept while each count is at least so much of what it asks.
KEPT = 0.9
DAYS = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """What somebody did: ever, and in the last hundred days (`late_`), beside what there was to do."""

    topics: int = 0
    posts: int = 0
    minutes: int = 0
    days: int = 0
    given: int = 0
    received: int = 0
    replied: int = 0
    late_days: int = 0
    late_replied: int = 0
    late_topics: int = 0
    late_posts: int = 0
    late_given: int = 0
    late_received: int = 0
    late_received_people: int = 0
    late_received_days: int = 0
    late_flags: int = 0
    topics_there: int = 0
    posts_there: int = 0
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a level asks for, and how much of it there is."""

    label: str
    has: int
    asked: int
    # Fewer is better.
    most: bool = False

    def met(self, share: float = 1.0) -> bool:
        return self.has <= self.asked if self.most else self.has >= math.ceil(self.asked * share)


def needs(level: int, counts: Counts, asked: Thresholds) -> list[Need]:
    """Return what a level asks for beyond the one below it; nothing leads to leader but a moderator's word."""
    return list({BASIC: _basic, MEMBER: _member, REGULAR: _regular}[level](counts, asked))


def earned(counts: Counts, asked: Thresholds) -> int:
    """Return the highest level all of whose needs, and of those below it, are met."""
    level = NEW
    for higher in (BASIC, MEMBER, REGULAR):
        if not all(need.met() for need in needs(higher, counts, asked)):
            break
        level = higher
    if level == REGULAR and counts.suspended:
        return MEMBER
    return level


def keeps_regular(counts: Counts, asked: Thresholds) -> bool:
    """Whether a regular stays one: not suspended, and at nine tenths of every threshold."""
    return not counts.suspended and all(need.met(KEPT) for need in needs(REGULAR, counts, asked))


def _basic(c: Counts, t: Thresholds) -> Iterator[Need]:
    yield Need("topics entered", c.topics, t.basic_topics)
    yield Need("posts read", c.posts, t.basic_posts)
    yield Need("minutes reading", c.minutes, t.basic_minutes)


def _member(c: Counts, t: Thresholds) -> Iterator[Need]:
    yield Need("days visited", c.days, t.member_days)
    yield Need("votes given", c.given, t.member_given)
    yield Need("votes received", c.received, t.member_received)
    yield Need("topics answered in", c.replied, t.member_replied)
    yield Need("topics entered", c.topics, t.member_topics)
    yield Need("posts read", c.posts, t.member_posts)
    yield Need("minutes reading", c.minutes, t.member_minutes)


def _regular(c: Counts, t: Thresholds) -> Iterator[Need]:
    yield Need("days visited of the last 100", c.late_days, DAYS * t.regular_days_share // 100)
    yield Need("topics answered in lately", c.late_replied, t.regular_replied)
    topics = min(c.topics_there * t.regular_topics_share // 100, t.regular_topics_cap)
    yield Need("topics entered lately", c.late_topics, topics)
    posts = min(c.posts_there * t.regular_posts_share // 100, t.regular_posts_cap)
    yield Need("posts read lately", c.late_posts, posts)
    yield Need("votes given lately", c.late_given, t.regular_given)
    yield Need("votes received lately", c.late_received, t.regular_received)
    # From one friend on one afternoon they are worth little.
    yield Need("people who gave them", c.late_received_people, t.regular_received // 4)
    yield Need("days on which they did", c.late_received_days, t.regular_received // 3)
    yield Need("posts a moderator removed", c.late_flags, t.regular_flags, most=True)
    yield Need("topics entered ever", c.topics, t.regular_topics_ever)
    yield Need("posts read ever", c.posts, t.regular_posts_ever)
