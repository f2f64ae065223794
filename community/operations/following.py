"""Who reads a topic, how far, and who wants to hear of it, of a forum or of a tag."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from community.errors import TooMuch
from community.models import Forum, Notice, PlaceWish, Profile, Topic, TopicReader, VisitedDay
from community.operations.joining import count, join
from community.permissions import Power, require
from community.standing import Standing

# Of one look at a page; longer is a page left open.
LONGEST_LOOK = 300
MOST_PLACES = 100
Level = PlaceWish.Level


def note_reading(
    topic: Topic, user: User, *, number: int, follow: bool = False, quiet: bool = False, at: datetime | None = None
) -> TopicReader:
    """Note in the caller's transaction how far somebody has read; `follow` unless they muted it, `quiet` untold."""
    now = at or timezone.now()
    row, new = TopicReader.objects.get_or_create(
        topic=topic, user=user, defaults={"read_number": number, "first_at": now, "last_at": now}
    )
    if not new and number > row.read_number:
        row.read_number, row.last_at = number, now
        row.save(update_fields=["read_number", "last_at"])
    if follow and row.followed_at is None and row.muted_at is None:
        # Of two who say so at once, one is counted.
        if TopicReader.objects.filter(pk=row.pk, followed_at=None, muted_at=None).update(followed_at=now, quiet=quiet):
            Topic.objects.filter(pk=topic.pk).update(followers=F("followers") + 1)
        row.followed_at, row.quiet = now, quiet
    return row


@transaction.atomic
def wish_for_topic(topic: Topic, *, by: User, level: str) -> None:
    """Watch a topic (be told of every post), track it (find it in the list), mute it (hear nothing, not even one's
    name), or with an empty level none of these. To be left alone takes no right. Raises NotAllowed.
    """
    if level in {Level.WATCH, Level.TRACK}:
        require(Standing.of(by), Power.FOLLOW)
    now = timezone.now()
    row, _ = TopicReader.objects.select_for_update().get_or_create(
        topic=topic, user=by, defaults={"first_at": now, "last_at": now}
    )
    before = row.followed_at is not None
    follow = level in {Level.WATCH, Level.TRACK}
    row.followed_at = (row.followed_at or now) if follow else None
    row.muted_at = (row.muted_at or now) if level == Level.MUTE else None
    row.quiet = level == Level.TRACK
    row.save(update_fields=["followed_at", "muted_at", "quiet"])
    if follow != before:
        Topic.objects.filter(pk=topic.pk).update(followers=F("followers") + (1 if follow else -1))


def follow_topic(topic: Topic, *, by: User, follow: bool) -> None:
    """Hear of what is written in a topic, or not any more: then it stays quiet, even after one writes there.

    Raises NotAllowed.
    """
    wish_for_topic(topic, by=by, level=Level.WATCH if follow else Level.MUTE)


@transaction.atomic
def wish_for_place(*, by: User, level: str, forum: Forum | None = None, tag: str = "") -> None:
    """Watch, track or mute a forum with all below it, or a tag; with an empty level none of these.

    Raises NotAllowed, TooMuch.
    """
    if level in {Level.WATCH, Level.TRACK}:
        require(Standing.of(by), Power.FOLLOW)
    mine = PlaceWish.objects.filter(user=by, forum=forum, tag=tag)
    if not level:
        mine.delete()
    elif not mine.update(level=Level(level)):
        if PlaceWish.objects.filter(user=by).count() >= MOST_PLACES:
            raise TooMuch(f"You can choose {MOST_PLACES} forums and tags. Let one go first.")
        PlaceWish.objects.bulk_create(
            [PlaceWish(user=by, forum=forum, tag=tag, level=Level(level))], ignore_conflicts=True
        )


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
    seen = Q(post=None, topic=topic) | Q(post__topic=topic, post__number__lte=number)
    Notice.objects.filter(seen, user=by, read_at=None).update(read_at=now)
