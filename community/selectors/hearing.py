"""Who hears of what happens in a topic: by their wish, and only as far as they may read it now."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.models import User
from community.models import PlaceWish, Topic, TopicReader, TopicVote
from community.selectors.readers import people_of, readers_of
from helpdesk.lib.live import Hearing

Level = PlaceWish.Level


def readers(topic: Topic) -> QuerySet[User]:
    """Return who may read a topic's forum, as a query; two statements to make it."""
    return people_of(readers_of(topic.forum))


def hearers(topic: Topic, among: QuerySet[User]) -> QuerySet[User]:
    """Return who of its readers watches a topic, or a forum or tag it stands in.

    What somebody said of the topic itself goes first; of two places, the one they muted.
    """
    said = TopicReader.objects.filter(topic=topic)
    places = PlaceWish.objects.filter(Q(forum__in=topic.forum.path) | Q(forum=None, tag__in=topic.tags))
    chose = said.filter(Q(followed_at__isnull=False) | Q(muted_at__isnull=False)).values("user")
    by_place = places.filter(level=Level.WATCH).exclude(user__in=chose)
    by_place = by_place.exclude(user__in=places.filter(level=Level.MUTE).values("user"))
    by_topic = said.filter(followed_at__isnull=False, muted_at=None, quiet=False)
    return among.filter(pk__in=by_topic.values("user").union(by_place.values("user")))


def wanted_by(topic: Topic, among: QuerySet[User]) -> QuerySet[User]:
    """Return who of its readers is told that an idea moved on: who voted, follows or began it, and did not mute it."""
    said = TopicReader.objects.filter(topic=topic)
    voted = TopicVote.objects.filter(topic=topic).exclude(user__in=said.filter(muted_at__isnull=False).values("user"))
    follow = said.filter(Q(followed_at__isnull=False) | Q(user=topic.author_id), muted_at=None)
    return among.filter(pk__in=voted.values("user").union(follow.values("user")))


def personally(topic: Topic, users: Collection[int], among: QuerySet[User]) -> set[int]:
    """Return which of these are told of something that concerns them here: readers who did not mute it."""
    muted = TopicReader.objects.filter(topic=topic, muted_at__isnull=False, user__in=users)
    return set(among.filter(pk__in=users).exclude(pk__in=muted.values("user")).values_list("pk", flat=True))


def who_may_hear(pk: int, users: Collection[int]) -> Hearing:
    """Return who of these may hear that a topic changed. As `Topic.objects.visible_to`, for many at once."""
    topic = Topic.objects.select_related("forum").filter(pk=pk).first()
    if topic is None:
        return Hearing()
    asked = readers_of(topic.forum)
    people = people_of(asked).filter(pk__in=users)
    if topic.removed_at is not None or topic.held_at is not None:
        waits = Q(pk=topic.author_id) if topic.removed_at is None else Q(pk=None)
        people = people.filter(Q(role__in=(User.Role.ADMIN, User.Role.AGENT)) | waits)
    listed = topic.removed_at is None and topic.held_at is None
    strangers = listed and not (asked.signed_in or asked.internal)
    return Hearing(strangers, frozenset(people.values_list("pk", flat=True)) if users else frozenset())
