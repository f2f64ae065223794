"""The family of articles: the published texts of what is not archived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from helpdesk.lib.html import html_to_text
from knowledgebase.audience import Reader
from knowledgebase.models import Translation
from knowledgebase.models.translation import TranslationQuerySet
from knowledgebase.search.document import Document
from knowledgebase.search.families import Family, Shown
from knowledgebase.search.indexing import forget, index

KEY = "article"


def visible(user: Reader) -> TranslationQuerySet:
    return Translation.objects.published().searchable().visible_to(user)


def document(translation: Translation) -> Document:
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
    )


def index_article(translation: Translation) -> None:
    """Make a text findable as it is now, or unfindable."""
    if translation.is_published and translation.article.archived_at is None:
        index([document(translation)])
    else:
        forget(KEY, [translation.pk])


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
    yield from map(document, rows.order_by("pk").iterator(chunk_size=500))


ARTICLES = Family(KEY, "Articles", visible=visible, shown=_shown, documents=_documents, for_readers=True)
