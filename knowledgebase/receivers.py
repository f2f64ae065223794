"""What the knowledge base does about its own news: keeps the search's rows as the texts are."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from knowledgebase.models import Translation
from knowledgebase.search.articles import KEY, index_article
from knowledgebase.search.indexing import forget
from knowledgebase.signals import article_published, article_withdrawn


@receiver(article_published)
def find_it(translation: Translation, **_: Any) -> None:
    index_article(translation)


@receiver(article_withdrawn)
def find_it_no_more(translation: Translation, **_: Any) -> None:
    forget(KEY, [translation.pk])
