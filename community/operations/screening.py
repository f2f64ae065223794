"""Decide whether the words of somebody new are shown at once, and whether their changes are taken."""

from __future__ import annotations

from django.utils import timezone

from community.errors import NotNow
from community.judging import Judged, judge, lines
from community.models import CommunitySettings, Post, Topic
from community.permissions import Power, may
from community.standing import Standing


def screen(post: Post, *, standing: Standing, topic: Topic | None = None) -> bool:
    """Note in an unsaved post what speaks against showing it; True when it has to wait for a moderator.

    A first post is judged with the title and tags of its `topic`. Trusted people are not judged. `spam` says why, for
    the moderator alone.
    """
    if may(standing, Power.WRITE_FREELY):
        return False
    judged, settings, shown = _judge(post, topic, standing)
    post.spam = {"score": judged.score, "why": judged.why}
    if settings.holds_first and shown == 0:
        post.spam["why"] = [*judged.why, "somebody’s first words"]
        return True
    return judged.held


def screen_change(post: Post, *, standing: Standing, topic: Topic | None = None) -> None:
    """Refuse a change that makes what is shown look like spam; what waits is looked at by a moderator anyway.

    Raises NotNow.
    """
    if may(standing, Power.WRITE_FREELY):
        return
    judged, _, _ = _judge(post, topic, standing)
    if post.held_at is not None:
        post.spam = {"score": judged.score, "why": judged.why}
    elif judged.held:
        raise NotNow(
            "This looks like advertising, so it was not saved. Leave out links, or ask a moderator to change it."
        )


def _judge(post: Post, topic: Topic | None, standing: Standing) -> tuple[Judged, CommunitySettings, int]:
    """Judge a text; return with it the settings, and how much of its author's others can read by now."""
    user = standing.user
    assert user is not None
    settings = CommunitySettings.current()
    mine = Post.objects.filter(author=user)
    shown = mine.filter(held_at=None, removed_at=None).count()
    beside = [topic.title, " ".join(topic.tags)] if topic else []
    judged = judge(
        "\n".join([*beside, post.body]),
        words=lines(settings.blocked_words),
        domains=lines(settings.blocked_domains),
        minutes_old=(timezone.now() - user.date_joined).total_seconds() / 60,
        posts=shown,
        said_before=mine.exclude(pk=post.pk).filter(body=post.body).exists(),
    )
    return judged, settings, shown
