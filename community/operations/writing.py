"""What every text of the community goes through, new or changed: tidied, rendered, and held to limits."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from django.utils.text import slugify

from community.errors import Incomplete, TooMuch
from community.models import Post, Topic
from community.permissions import Power, may
from community.rendering import MOST, RENDERER, links, mentioned, pictures, render_post
from community.standing import Standing
from helpdesk.lib.limits import allow

LONGEST_TITLE, SHORTEST_TITLE = 160, 8
MOST_TAGS = 5
# Of somebody new.
NEW_PICTURES, NEW_LINKS, NEW_MENTIONS, NEW_TOPICS, NEW_REPLIES = 1, 2, 2, 3, 10
FIRST_DAY = timedelta(hours=24)
_CONTROLS = {code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\n\t"}


def tidy_title(title: str) -> str:
    """Return a title as it is kept. Raises Incomplete."""
    title = " ".join("".join(c if c.isprintable() else " " for c in title).split())
    if len(title) < SHORTEST_TITLE:
        raise Incomplete("title", "Say in a few words what it is about.")
    if len(title) > LONGEST_TITLE:
        raise Incomplete("title", f"At most {LONGEST_TITLE} characters: the rest belongs below.")
    return title


def slug_of(title: str) -> str:
    return slugify(title)[:90].strip("-") or "topic"


def tidy_tags(tags: str | list[str]) -> list[str]:
    """Return tags as they are kept: short, lower case, each once. Raises Incomplete."""
    parts = re.split(r"[,\n]", tags) if isinstance(tags, str) else tags
    found = list(dict.fromkeys(slug for part in parts if (slug := slugify(part)[:30].strip("-"))))
    if len(found) > MOST_TAGS:
        raise Incomplete("tags", f"At most {MOST_TAGS} tags.")
    return found


def write(post: Post, body: str, *, standing: Standing) -> None:
    """Put a text into a post and render it; the caller saves. Raises Incomplete, TooMuch."""
    body = body.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()
    if not body:
        raise Incomplete("body", "Write a few words first.")
    if len(body) > MOST:
        raise Incomplete("body", f"At most {MOST:,} characters. Split it, or put the log elsewhere and link to it.")
    html = render_post(body)
    if not may(standing, Power.WRITE_FREELY):
        if pictures(html) > NEW_PICTURES:
            raise Incomplete("body", "Somebody new can put one picture into a post.")
        if links(html) > NEW_LINKS:
            raise Incomplete("body", f"Somebody new can put at most {NEW_LINKS} links into a post.")
        if len(mentioned(body)) > NEW_MENTIONS:
            raise Incomplete("body", f"Somebody new can name at most {NEW_MENTIONS} people in a post.")
    post.body, post.html, post.renderer = body, html, RENDERER


def require_pace(standing: Standing) -> None:
    """Refuse to write, or change, more in ten minutes than a person does. Raises TooMuch."""
    user = standing.user
    assert user is not None
    if not standing.staff and not allow("community_post", str(user.pk), limit=20, seconds=600):
        raise TooMuch("That was a lot in a short time. Wait a few minutes, then send it once more.")


def require_room(standing: Standing, *, topic: bool) -> None:
    """Refuse what is more than a person writes, and more than somebody new should on their first day."""
    user = standing.user
    assert user is not None
    require_pace(standing)
    if may(standing, Power.WRITE_FREELY):
        return
    since = timezone.now() - FIRST_DAY
    if user.date_joined < since and Post.objects.filter(author=user, created_at__lt=since).exists():
        return
    if topic and Topic.objects.filter(author=user, created_at__gt=since).count() >= NEW_TOPICS:
        raise TooMuch(f"On your first day you can begin {NEW_TOPICS} topics. Tomorrow you can begin more.")
    if not topic and Post.objects.filter(author=user, created_at__gt=since, number__gt=1).count() >= NEW_REPLIES:
        raise TooMuch(f"On your first day you can answer {NEW_REPLIES} times. Tomorrow you can write more.")
