"""Decide whether the words of somebody new are shown at once."""

from __future__ import annotations

from django.utils import timezone

from community.judging import judge, lines
from community.models import CommunitySettings, Post
from community.permissions import Power, may
from community.standing import Standing


def screen(post: Post, *, standing: Standing) -> bool:
    """Note in an unsaved post what speaks against showing it; True when it has to wait for a moderator.

    Trusted people are not judged. `spam` says why, for the moderator alone.
    """
    user = standing.user
    assert user is not None
    if may(standing, Power.WRITE_FREELY):
        return False
    settings = CommunitySettings.current()
    mine = Post.objects.filter(author=user)
    posts = mine.count()
    judged = judge(
        post.body,
        words=lines(settings.blocked_words),
        domains=lines(settings.blocked_domains),
        minutes_old=(timezone.now() - user.date_joined).total_seconds() / 60,
        posts=posts,
        said_before=mine.filter(body=post.body).exists(),
    )
    post.spam = {"score": judged.score, "why": judged.why}
    if settings.holds_first and posts == 0:
        post.spam["why"] = [*judged.why, "somebody’s first words"]
        return True
    return judged.held
