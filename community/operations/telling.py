"""Tell people what happened in a topic, in the transaction of what happened.

Customers get a notice and, a little later, a letter: rows, each written with one statement however many they are.
Colleagues have the desk's notifications.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import Notice as DeskNotice
from accounts.operations.notifying import notify_all
from community.models import IdeaStep, Notice, Post, Profile, Topic, TopicMove
from community.operations.queueing import queue_letters, write_notices
from community.rendering import mentioned
from community.selectors.hearing import hearers, personally, readers, wanted_by
from community.wording import words_of
from helpdesk.lib.live import subject_changed
from helpdesk.lib.rows import insert_new

Kind = Notice.Kind
# Of one post. More is a crowd, which nobody calls for.
MOST_NAMED = 10
# What was written before this and is only brought here now is news to nobody.
LATE = timedelta(hours=1)


def tell_of_post(post: Post, topic: Topic) -> None:
    """Tell of a new post. What waits for a moderator is told of nobody."""
    if post.held_at is not None or topic.held_at is not None:
        return
    subject_changed.send(sender=Topic, kind="topic", pk=topic.pk)
    # What waited for a moderator is news whenever it is let through.
    if post.created_at < timezone.now() - LATE and not post.spam:
        return
    writer = post.author
    assert writer is not None
    among = readers(topic).exclude(pk=writer.pk)
    concerned = _concerned(post, topic, among)
    about = Notice(topic=topic, post=post, by=writer, key=f"post {post.pk}", created_at=timezone.now())
    heard = hearers(topic, among)
    _notify_each(about, concerned)
    write_notices(about, heard.filter(role=User.Role.CUSTOMER), Kind.TOPIC if post.is_first else Kind.POST)
    queue_letters(about)
    _tell_colleagues(about, concerned, heard)


def tell_of_answer(post: Post, *, by: User) -> None:
    """Tell that an answer solved the question: who wrote it, and who asked."""
    topic = post.topic
    people = {pk for pk in (post.author_id, topic.author_id) if pk is not None and pk != by.pk}
    concerned = dict.fromkeys(personally(topic, people, readers(topic)), Kind.ACCEPTED)
    about = Notice(topic=topic, post=post, by=by, key=f"accepted {post.pk}", created_at=timezone.now())
    _notify_each(about, concerned)
    queue_letters(about)
    _tell_colleagues(about, concerned, User.objects.none())


def tell_of_state(step: IdeaStep) -> None:
    """Tell that an idea moved on: who voted for it, follows it or began it."""
    by, topic = step.by, step.topic
    assert by is not None
    about = Notice(topic=topic, step=step, by=by, key=f"state {step.pk}", created_at=timezone.now())
    heard = wanted_by(topic, readers(topic).exclude(pk=by.pk))
    write_notices(about, heard.filter(role=User.Role.CUSTOMER), Kind.STATE)
    queue_letters(about)
    _tell_colleagues(about, {}, heard)


def tell_of_merge(move: TopicMove) -> None:
    """Tell who voted for a topic, follows it or began it, that it is part of another: what they said counts there."""
    assert move.by is not None
    subject_changed.send(sender=Topic, kind="topic", pk=move.target_id)
    about = Notice(topic=move.target, post=move.first, by=move.by, key=f"merged {move.pk}", created_at=move.created_at)
    heard = wanted_by(move.source, readers(move.target).exclude(pk=move.by.pk))
    write_notices(about, heard.filter(role=User.Role.CUSTOMER), Kind.MERGED)
    queue_letters(about)
    colleagues = heard.exclude(role=User.Role.CUSTOMER).values_list("pk", flat=True)
    _tell_colleagues(about, dict.fromkeys(colleagues, Kind.MERGED), User.objects.none())


def tell_of_split(move: TopicMove) -> None:
    """Tell who wrote the first of some posts that they are a topic of their own."""
    topic = move.target
    first = topic.posts.get(number=1)
    if first.author_id is None or first.author_id == move.by_id:
        return
    concerned = dict.fromkeys(personally(topic, [first.author_id], readers(topic)), Kind.SPLIT)
    about = Notice(topic=topic, post=first, by=move.by, key=f"split {move.pk}", created_at=move.created_at)
    _notify_each(about, concerned)
    queue_letters(about)
    _tell_colleagues(about, concerned, User.objects.none())


def _concerned(post: Post, topic: Topic, among: QuerySet[User]) -> Mapping[int, Kind]:
    """Return whom a post concerns by itself, and why; whoever is named is told that."""
    people: dict[int, Kind] = {}
    if not post.is_first and topic.author_id is not None:
        people[topic.author_id] = Kind.REPLY
    if post.reply_to is not None and post.reply_to.author_id is not None:
        people[post.reply_to.author_id] = Kind.REPLY
    handles = mentioned(post.body)[:MOST_NAMED]
    if handles:
        named = Profile.objects.filter(handle__in=handles).values_list("user", flat=True)
        people |= dict.fromkeys(named, Kind.MENTION)
    if not people:
        return people
    may = personally(topic, people, among)
    return {pk: kind for pk, kind in people.items() if pk in may}


def _notify_each(about: Notice, concerned: Mapping[int, Kind]) -> None:
    customers = User.objects.filter(pk__in=concerned, role=User.Role.CUSTOMER) if concerned else ()
    rows = [
        Notice(
            user=user,
            kind=concerned[user.pk],
            **{name: getattr(about, name) for name in ("topic", "post", "step", "by", "key", "created_at")},
        )
        for user in customers
    ]
    insert_new(rows, unique=("user", "key"))


def _tell_colleagues(about: Notice, concerned: Mapping[int, Kind], heard: QuerySet[User]) -> None:
    named = User.objects.filter(pk__in=concerned, is_active=True) if concerned else ()
    colleagues = [user for user in named if user.is_agent]
    colleagues += [user for user in heard.exclude(role=User.Role.CUSTOMER) if user.pk not in concerned]
    path = about.post.get_absolute_url() if about.post else about.topic.get_absolute_url()
    notices = []
    for user in colleagues:
        kind = concerned.get(user.pk, Kind.STATE if about.step else Kind.TOPIC if _is_first(about) else Kind.POST)
        words = words_of(Notice(user=user, kind=kind, topic=about.topic, post=about.post, step=about.step, by=about.by))
        notices.append(DeskNotice(user, Notification.Kind.COMMUNITY, about.key, words, path=path, by=about.by))
    notify_all(notices)


def _is_first(about: Notice) -> bool:
    return about.post is not None and about.post.is_first
