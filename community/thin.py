"""Which topics search engines should list: not a question that nobody answered for a month."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from community.models import Forum, Topic

PATIENCE = timedelta(days=30)


def is_thin(topic: Topic) -> bool:
    """Whether a topic has nothing yet that somebody would look for."""
    return topic.is_question and topic.replies == 0 and topic.created_at < timezone.now() - PATIENCE


def worth_listing() -> Q:
    """Return the same as a condition of the database, the other way round."""
    return ~Q(kind=Forum.Kind.QUESTION) | Q(replies__gt=0) | Q(created_at__gte=timezone.now() - PATIENCE)
