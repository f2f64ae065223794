"""Make forums, topics and people the way the product makes them: through its operations."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import Organization, User
from community.models import Forum, Post, Profile, Topic
from community.operations.joining import join
from community.operations.posting import add_post, start_topic
from community.operations.shaping import save_forum
from tests.factories import make_user

_numbers = count(1)


def make_member(level: int = 1, name: str = "", **fields: Any) -> User:
    """Return a customer who has been here for a while and is trusted so far."""
    number = next(_numbers)
    user = make_user(email=f"member{number}@postbox.example", name=name or f"Member Number{number}", **fields)
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=90))
    user.refresh_from_db()
    Profile.objects.filter(pk=join(user).pk).update(level=level)
    return user


def make_forum(name: str = "", *, organizations: list[Organization] | None = None, **fields: Any) -> Forum:
    admin = User.objects.filter(role=User.Role.ADMIN).first() or make_user(User.Role.ADMIN)
    forum = Forum(name=name or f"Machines {next(_numbers)}", **fields)
    return save_forum(forum, by=admin, organizations=organizations or [])


def make_topic(
    title: str = "The pump hums and stops",
    body: str = "Since this morning.",
    *,
    forum: Forum | None = None,
    by: User | None = None,
    **more: Any,
) -> Topic:
    more.setdefault("at", timezone.now())
    return start_topic(forum or make_forum(), by=by or make_member(), title=title, body=body, **more)


def make_answer(topic: Topic, body: str = "Bleed the air from it.", *, by: User | None = None, **more: Any) -> Post:
    more.setdefault("at", timezone.now())
    return add_post(topic, by=by or make_member(), body=body, **more)
