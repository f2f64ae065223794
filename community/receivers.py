"""What the community does about news from below: what was made of a topic has changed."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from community.operations.connecting import flag_article, flag_reopened
from knowledgebase.models import Translation
from knowledgebase.signals import article_published
from tickets.models import Event
from tickets.signals import event_recorded


@receiver(event_recorded)
def doubt_what_came_of_it(*, event: Event, **_: Any) -> None:
    if event.action == "reopened":
        flag_reopened(event.ticket)


@receiver(article_published)
def doubt_the_answer(translation: Translation, **_: Any) -> None:
    flag_article(translation)
