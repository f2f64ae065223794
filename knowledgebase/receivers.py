"""What the knowledge base does about its own news: search, the status page's copies, what subscribers are told."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from helpdesk.lib.wake import wake_after_commit
from knowledgebase.models import Incident, IncidentUpdate, Translation
from knowledgebase.ongoing import keep_after_commit
from knowledgebase.operations.telling_subscribers import queue_update
from knowledgebase.search.articles import KEY, index_article
from knowledgebase.search.indexing import forget
from knowledgebase.signals import article_published, article_withdrawn, incident_changed, status_page_changed


@receiver(article_published)
def find_it(translation: Translation, **_: Any) -> None:
    index_article(translation)


@receiver(article_withdrawn)
def find_it_no_more(translation: Translation, **_: Any) -> None:
    forget(KEY, [translation.pk])


@receiver(status_page_changed)
def copy_the_page(**_: Any) -> None:
    wake_after_commit("knowledgebase.copy_status_page")


@receiver(incident_changed)
def tell_subscribers(incident: Incident, update: IncidentUpdate | None, **_: Any) -> None:
    if update is not None:
        queue_update(incident, update)


@receiver(incident_changed)
def say_what_is_wrong(**_: Any) -> None:
    keep_after_commit()
