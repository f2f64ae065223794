"""The family of articles: the published texts of what is not archived."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from django.db.models import Count, F, Q

from helpdesk.lib.html import html_to_text
from knowledgebase.audience import Reader
from knowledgebase.models import SearchEntry, Translation, Vote
from knowledgebase.models.translation import TranslationQuerySet
from knowledgebase.search.document import Document
from knowledgebase.search.families import Family, Shown
from knowledgebase.search.indexing import AT_ONCE, forget, index

KEY = "article"


# So many votes of neither kind are added to those there are: a few say little.
_UNDECIDED = 5


def visible(user: Reader) -> TranslationQuerySet:
    return Translation.objects.published().searchable().visible_to(user)


def helpfulness(helpful: int, votes: int) -> float:
    """Return what votes say of a text, from -1 to 1; near 0 for few."""
    return (2 * helpful - votes) / (votes + _UNDECIDED)


def document(translation: Translation, helpful: float = 0.0) -> Document:
    """Return a published text as search takes it. Reads `current_revision`."""
    revision = translation.current_revision
    assert revision is not None
    return Document(
        family=KEY,
        object_id=translation.pk,
        locale=translation.locale,
        title=revision.title,
        summary=revision.summary,
        keywords=revision.keywords,
        headings=[str(heading.get("text", "")) for heading in revision.headings],
        body=html_to_text(revision.html),
        helpfulness=helpful,
    )


def index_article(translation: Translation) -> None:
    """Make a text findable as it is now, or unfindable."""
    if translation.is_published and translation.article.archived_at is None:
        votes = _votes([translation.pk]).get(translation.pk, (0, 0))
        index([document(translation, helpfulness(*votes))])
    else:
        forget(KEY, [translation.pk])


def count_votes(translation: Translation) -> None:
    """Let search know what readers say of a text now."""
    # One after the other: each counts what the one before it stored.
    entries = SearchEntry.objects.filter(family=KEY, object_id=translation.pk)
    if (entry := entries.select_for_update(no_key=True).only("pk").first()) is not None:
        votes = _votes([translation.pk]).get(translation.pk, (0, 0))
        SearchEntry.objects.filter(pk=entry.pk).update(helpfulness=helpfulness(*votes))


def _votes(keys: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return how many votes on the current text of each were favourable, and how many there are."""
    counted = Vote.objects.filter(
        revision__translation__in=keys, revision__translation__current_revision=F("revision")
    ).values_list("revision__translation")
    rows = counted.annotate(helped=Count("pk", filter=Q(helpful=True)), every=Count("pk")).order_by()
    return {key: (helped, every) for key, helped, every in rows}


def _shown(rows: TranslationQuerySet) -> Mapping[int, Shown]:
    # Whole texts are no part of a list.
    read = rows.select_related("article", "current_revision").defer("current_revision__body", "current_revision__html")
    return {
        row.pk: Shown(row, row.current_revision.title, (KEY, row.article_id), row.current_revision.keywords)
        for row in read
        if row.current_revision is not None
    }


def _documents() -> Iterator[Document]:
    rows = Translation.objects.published().searchable().select_related("current_revision")
    texts = rows.order_by("pk").iterator(chunk_size=AT_ONCE)
    while batch := list(islice(texts, AT_ONCE)):
        votes = _votes([text.pk for text in batch])
        yield from (document(text, helpfulness(*votes.get(text.pk, (0, 0)))) for text in batch)


ARTICLES = Family(KEY, "Articles", visible=visible, shown=_shown, documents=_documents, for_readers=True)
