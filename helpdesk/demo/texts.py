"""Many published texts at once: the rows that writing, reviewing and publishing each by its verbs would leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from helpdesk.lib.html.article import RENDERER_VERSION, render_article
from knowledgebase.models import Article, ArticleEvent, Category, Revision, Significance, Translation, strictest
from knowledgebase.operations.writing import Text
from knowledgebase.search import index
from knowledgebase.search.articles import document


@dataclass
class Sheet:
    """One text: its words, who wrote it, and who let it out. `article` is none for one that is begun with it."""

    key: str
    slug: str
    locale: str
    text: Text
    writer: User
    reviewer: User
    article: Article | None = None
    # Of its source; a translation needs neither.
    category: Category | None = None
    kind: str = ""
    visibility: str = ""
    # Of a translation: what it says.
    source: Revision | None = None
    translation: Translation = field(init=False)
    revision: Revision = field(init=False)


def publish_together(sheets: Sequence[Sheet], *, at: datetime) -> None:
    """Write and publish texts: articles that are begun with them, or their translations."""
    begun = [_begin(sheet, at) for sheet in sheets if sheet.article is None]
    Article.objects.bulk_create(begun)
    for sheet in sheets:
        sheet.translation = Translation(
            article=sheet.article, locale=sheet.locale, slug=sheet.slug, published_at=at, changed_at=at
        )
    Translation.objects.bulk_create(sheet.translation for sheet in sheets)
    for sheet in sheets:
        sheet.revision = _revision(sheet, at)
    Revision.objects.bulk_create(sheet.revision for sheet in sheets)
    for sheet in sheets:
        sheet.translation.current_revision = sheet.revision
    Translation.objects.bulk_update([sheet.translation for sheet in sheets], ["current_revision"])
    ArticleEvent.objects.bulk_create(event for sheet in sheets for event in _events(sheet))
    index(document(sheet.translation) for sheet in sheets)


def _begin(sheet: Sheet, at: datetime) -> Article:
    assert sheet.category is not None
    sheet.article = Article(
        category=sheet.category,
        kind=sheet.kind,
        visibility=sheet.visibility,
        audience=strictest(sheet.visibility, sheet.category.reach),
        source_locale=sheet.locale,
        owner=sheet.writer,
        key=sheet.key,
        touched_at=at,
    )
    return sheet.article


def _revision(sheet: Sheet, at: datetime) -> Revision:
    assert sheet.article is not None
    text = sheet.text.tidy()
    rendered = render_article(text.body, kind=sheet.article.kind, locale=sheet.locale)
    return Revision(
        translation=sheet.translation,
        number=1,
        state=Revision.State.APPROVED,
        title=text.title,
        summary=text.summary,
        keywords=text.keywords,
        body=text.body,
        html=rendered.html,
        renderer=RENDERER_VERSION,
        headings=rendered.headings,
        parts=rendered.parts,
        translated_from=sheet.source,
        creator=sheet.writer,
        edited_by=sheet.writer,
        reviewer=sheet.reviewer,
        reviewed_at=at,
        significance=Significance.MEDIUM,
        ready_for_translation=True,
        # Translators let their own texts out; the others were sent in.
        submitted_at=None if sheet.source else at,
    )


def _events(sheet: Sheet) -> Iterator[ArticleEvent]:
    """Yield what the verbs record: of a source its beginning too, and that it was sent in."""
    number = {"number": 1}
    decided = {**number, "significance": Significance.MEDIUM.value, "reason": ""}
    source = sheet.source is None
    if source:
        yield ArticleEvent(article=sheet.article, action="created", by=sheet.writer)
    here = {"article": sheet.article, "translation": sheet.translation}
    this = {**here, "revision": sheet.revision}
    yield ArticleEvent(**this, action="draft_started", by=sheet.writer, particulars=number)
    if source:
        yield ArticleEvent(**this, action="submitted", by=sheet.writer, particulars={**number, "comment": ""})
    yield ArticleEvent(**this, action="approved", by=sheet.reviewer, particulars=decided)
    yield ArticleEvent(**here, action="published", by=sheet.reviewer, particulars=number)
