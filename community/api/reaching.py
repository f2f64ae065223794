"""The way from a request of the API to a row."""

from __future__ import annotations

from typing import cast

from django.http import Http404
from rest_framework.request import Request

from accounts.models import User
from community.models import Post, Topic
from community.standing import Standing
from community.views.access import home_or_404


def topic_of(request: Request, pk: int) -> Topic:
    """Return a topic they may read; of one that became part of another, that one."""
    return home_or_404(Standing.of(request.user), pk)


def post_of(request: Request, pk: int) -> Post:
    found = (
        Post.objects.visible_to(request.user).select_related("topic__forum", "author__profile").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def person(request: Request) -> User:
    return cast(User, request.user)
