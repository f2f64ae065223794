"""Keep what somebody began to write until they send it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.models import PostDraft, Topic
from community.rendering import MOST


@transaction.atomic
def save_draft(
    *, by: User, topic: Topic | None, body: str, title: str = "", forum: str = "", tags: str = ""
) -> PostDraft | None:
    """Keep a draft of an answer, or of a new topic; an empty one is thrown away."""
    mine = PostDraft.objects.filter(user=by, topic=topic)
    if not (body.strip() or title.strip()):
        mine.delete()
        return None
    values = {
        "body": body[:MOST],
        "title": title[:160],
        "forum": forum[:80],
        "tags": tags[:200],
        "saved_at": timezone.now(),
    }
    return PostDraft.objects.update_or_create(user=by, topic=topic, defaults=values)[0]
