"""Write the whole community as JSON lines, as an import reads them: forums, people, topics, then posts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet

from accounts.models import User
from community.exchange.cleaning import FIELDS, taken_address
from community.exchange.records import FORUM, HEAD, PERSON, POST, TOPIC, VERSION
from community.models import Forum, Post, PostRevision, PostVote, Profile, Topic, TopicVote
from community.selectors.listing import ordered

AT_ONCE = 1000
M = TypeVar("M", bound=Model)


def exported() -> Iterator[str]:
    """Yield a line each; some at a time, whatever there is. Private forums and mail addresses are in it."""
    with _one_moment():
        yield _line({"type": HEAD, "version": VERSION, "source": settings.SITE_URL})
        forums = Forum.objects.prefetch_related("organizations")
        yield from (_line(_forum(forum)) for forum in ordered(list(forums)))
        yield from (_line(_person(profile)) for profile in _people())
        for topics in _chunks(Topic.objects.filter(merged_into=None)):
            voters = _by(TopicVote.objects.filter(topic__in=topics).values_list("topic", "user"))
            yield from (_line(_topic(topic, voters[topic.pk])) for topic in topics)
        for posts in _chunks(Post.objects.filter(topic__merged_into=None).select_related("reply_to")):
            voters = _by(PostVote.objects.filter(post__in=posts).values_list("post", "user"))
            revisions = _revisions(posts)
            yield from (_line(_post(post, voters[post.pk], revisions[post.pk])) for post in posts)


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as it is now: what is written meanwhile would speak of topics that are in no line."""
    if connection.in_atomic_block:
        # Of whoever asks; what they see is theirs to say.
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _forum(forum: Forum) -> dict[str, Any]:
    return {
        **_same(FORUM, forum),
        "parent": _key(forum.parent_id),
        "organizations": [one.name for one in forum.organizations.all()],
    }


def _people() -> Iterator[Profile]:
    """Yield whoever is named by anything here; who only voted or accepted may have no profile."""
    named: set[int] = set()
    for rows, column in (
        *((Profile, "user"), (Topic, "author"), (Post, "author"), (Post, "accepted_by")),
        *((PostRevision, "by"), (TopicVote, "user"), (PostVote, "user")),
    ):
        found = rows._default_manager.filter(**{f"{column}__isnull": False}).order_by().values_list(column, flat=True)
        named.update(found.distinct())
    for users in _chunks(User.objects.filter(pk__in=named).select_related("profile")):
        for user in users:
            yield getattr(user, "profile", None) or Profile(user=user, joined_at=user.date_joined)


def _person(profile: Profile) -> dict[str, Any]:
    user = profile.user
    return {**_same(PERSON, profile), "id": _key(user.pk), "email": taken_address(user.email), "name": user.name}


def _topic(topic: Topic, voters: list[int]) -> dict[str, Any]:
    return {
        **_same(TOPIC, topic),
        "forum": _key(topic.forum_id),
        "author": _key(topic.author_id),
        "voters": [str(pk) for pk in voters],
    }


def _post(post: Post, voters: list[int], revisions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        **_same(POST, post),
        "topic": _key(post.topic_id),
        "author": _key(post.author_id),
        "accepted_by": _key(post.accepted_by_id),
        "reply_to": post.reply_to.number if post.reply_to and post.reply_to.topic_id == post.topic_id else 0,
        "voters": [str(pk) for pk in voters],
        "revisions": revisions,
    }


def _same(kind: str, row: Model) -> dict[str, Any]:
    """Return what a row and its record call alike."""
    names = {field.attname for field in row._meta.concrete_fields}
    return {"type": kind, "id": _key(row.pk), **{n: getattr(row, n) for n in FIELDS[kind] if n in names - {"id"}}}


def _revisions(posts: Iterable[Post]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in PostRevision.objects.filter(post__in=[post for post in posts if post.edits]).order_by("number"):
        found[row.post_id].append({"number": row.number, "body": row.body, "by": _key(row.by_id), "at": row.at})
    return found


def _by(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row, user in pairs:
        found[row].append(user)
    return found


def _chunks(rows: QuerySet[M]) -> Iterator[list[M]]:
    last = 0
    while chunk := list(rows.filter(Q(pk__gt=last)).order_by("pk")[:AT_ONCE]):
        yield chunk
        last = chunk[-1].pk


def _key(pk: Any) -> str | None:
    return None if pk is None else str(pk)


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"
