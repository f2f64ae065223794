"""Count that a topic is looked at."""

from __future__ import annotations

from django.db.models import F

from community.models import Topic


def count_view(topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(views=F("views") + 1)
