"""Tell colleagues who follow a topic, or are named in it, what was written: rows of the desk's notifications."""

from __future__ import annotations

from accounts.models import Notification, User
from accounts.operations.notifying import Notice, notify_all
from community.models import Post, Profile, Topic, TopicReader
from community.rendering import mentioned
from community.standing import Standing

Kind = Notification.Kind
# Of one post. More is a crowd, which nobody calls for.
MOST_NAMED = 10


def tell_of_post(post: Post, topic: Topic) -> None:
    """Tell of a new post in the caller's transaction. What waits for a moderator is told of nobody."""
    if post.held_at is not None or topic.held_at is not None:
        return
    writer = post.author
    assert writer is not None
    named = _named(post)
    notices = [
        Notice(
            user,
            Kind.COMMUNITY,
            f"post {post.pk}",
            f"{_name(writer)} names you in “{topic.title}”",
            path=_path(post),
            by=writer,
        )
        for user in named
    ]
    followers = User.objects.filter(
        pk__in=TopicReader.objects.filter(topic=topic, followed_at__isnull=False).values("user")
    ).exclude(role=User.Role.CUSTOMER)
    notices += [
        Notice(
            user,
            Kind.COMMUNITY,
            f"post {post.pk}",
            f"{_name(writer)} wrote in “{topic.title}”",
            path=_path(post),
            by=writer,
        )
        for user in followers
    ]
    notify_all(notices)


def _named(post: Post) -> list[User]:
    handles = mentioned(post.body)[:MOST_NAMED]
    if not handles:
        return []
    people = User.objects.filter(pk__in=Profile.objects.filter(handle__in=handles).values("user"))
    return [user for user in people if Standing.of(user).colleague]


def _name(user: User) -> str:
    return user.name or "Somebody"


def _path(post: Post) -> str:
    return post.get_absolute_url()
