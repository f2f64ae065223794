"""Count what somebody did, for their level: fixed statements, over their own rows alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from community.models import Flag, Post, PostVote, Profile, Topic, VisitedDay
from community.standing import MEMBER
from community.trust.levels import DAYS, Counts


@dataclass(frozen=True, slots=True)
class There:
    """How much was written in the last hundred days, by everybody."""

    topics: int
    posts: int


def counts_of(profile: Profile, there: Callable[[], There]) -> Counts:
    """Return the counts of a person; the last hundred days are counted only where they decide something.

    `there` is asked only then: it is the same for everybody, and dear.
    """
    now = timezone.now()
    ever: dict[str, Any] = {
        "topics": profile.topics_entered,
        "posts": profile.posts_read,
        "minutes": profile.seconds_read // 60,
        "days": profile.days_visited,
        "given": profile.votes_given,
        "received": profile.votes_received,
        "replied": profile.topics_replied,
        "suspended": profile.suspended_until is not None and profile.suspended_until > now,
    }
    if profile.level < MEMBER:
        return Counts(**ever)
    since = now - timedelta(days=DAYS)
    user = profile.user_id
    visited = VisitedDay.objects.filter(user=user, day__gt=since.date())
    read = visited.aggregate(days=Count("pk"), topics=Sum("topics"), posts=Sum("posts"))
    received = PostVote.objects.filter(post__author=user, created_at__gt=since).aggregate(
        all=Count("pk"), people=Count("user", distinct=True), days=Count(TruncDate("created_at"), distinct=True)
    )
    all_of_it = there()
    late_posts = Post.objects.filter(author=user, created_at__gt=since, number__gt=1, removed_at=None)
    return Counts(
        **ever,
        late_days=read["days"],
        late_topics=read["topics"] or 0,
        late_posts=read["posts"] or 0,
        late_replied=late_posts.exclude(topic__author=user).values("topic").distinct().count(),
        late_given=PostVote.objects.filter(user=user, created_at__gt=since).count(),
        late_received=received["all"],
        late_received_people=received["people"],
        late_received_days=received["days"],
        late_flags=Flag.objects.filter(post__author=user, outcome=Flag.Outcome.UPHELD, decided_at__gt=since)
        .values("post")
        .distinct()
        .count(),
        topics_there=all_of_it.topics,
        posts_there=all_of_it.posts,
    )


def written_lately(now: datetime) -> There:
    """Count what was written lately, as far as it matters: shares of more are capped anyway. Two statements."""
    since = now - timedelta(days=DAYS)
    topics = Topic.objects.listed().filter(created_at__gt=since).order_by().values_list("pk")[:2000]
    posts = Post.objects.filter(created_at__gt=since, removed_at=None).order_by().values_list("pk")[:80_000]
    return There(topics.count(), posts.count())
