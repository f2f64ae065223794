"""Who reads a topic, how far, and who wants to hear of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from community.models import Profile, Topic, TopicReader, VisitedDay
from community.operations.joining import count, join
from community.permissions import Power, require
from community.standing import Standing

# Of one look at a page; longer is a page left open.
LONGEST_LOOK = 300


def note_reading(
    topic: Topic, user: User, *, number: int, follow: bool = False, at: datetime | None = None
) -> TopicReader:
    """Note in the caller's transaction how far somebody has read; `follow` unless they muted it."""
    now = at or timezone.now()
    row, new = TopicReader.objects.get_or_create(
        topic=topic, user=user, defaults={"read_number": number, "first_at": now, "last_at": now}
    )
    if not new and number > row.read_number:
        row.read_number, row.last_at = number, now
        row.save(update_fields=["read_number", "last_at"])
    if follow and row.followed_at is None and row.muted_at is None:
        # Of two who say so at once, one is counted.
        if TopicReader.objects.filter(pk=row.pk, followed_at=None, muted_at=None).update(followed_at=now):
            Topic.objects.filter(pk=topic.pk).update(followers=F("followers") + 1)
        row.followed_at = now
    return row


@transaction.atomic
def follow_topic(topic: Topic, *, by: User, follow: bool) -> None:
    """Hear of what is written in a topic, or not any more: then it stays quiet, even after one writes there."""
    require(Standing.of(by), Power.FOLLOW)
    now = timezone.now()
    row, _ = TopicReader.objects.select_for_update().get_or_create(
        topic=topic, user=by, defaults={"first_at": now, "last_at": now}
    )
    followed = row.followed_at is not None
    if follow == followed and not (row.muted_at is None and not follow):
        return
    # Who never followed can say so, too, before they write there.
    row.followed_at, row.muted_at = (now, None) if follow else (None, now)
    row.save(update_fields=["followed_at", "muted_at"])
    if follow != followed:
        Topic.objects.filter(pk=topic.pk).update(followers=F("followers") + (1 if follow else -1))


@transaction.atomic
def read_topic(topic: Topic, *, by: User, number: int, seconds: int = 0, at: datetime | None = None) -> None:
    """Somebody looked at a topic up to a post, for so long: what trust is made of.

    Their browser says how long. What counts is at most the time since it last said so, and a post a second of that.
    """
    now = at or timezone.now()
    join(by)
    before = TopicReader.objects.filter(topic=topic, user=by).first()
    number = min(number, topic.last_number)
    note_reading(topic, by, number=number, at=now)
    profile = Profile.objects.select_for_update(no_key=True).get(user=by)
    passed = max(0, int((now - (profile.last_seen_at or profile.joined_at)).total_seconds()))
    passed = min(passed, LONGEST_LOOK)
    seconds = max(0, min(seconds, passed))
    read = min(passed, max(0, number - (before.read_number if before else 0)))
    day, new_day = VisitedDay.objects.get_or_create(user=by, day=now.date())
    entered = int(before is None)
    if entered or read or seconds:
        VisitedDay.objects.filter(pk=day.pk).update(
            topics=F("topics") + entered, posts=F("posts") + read, seconds=F("seconds") + seconds
        )
    count(by, topics_entered=entered, posts_read=read, seconds_read=seconds, days_visited=int(new_day))
    Profile.objects.filter(user=by).update(last_seen_at=now)
