"""Write: begin an article or a translation, keep what is typed, throw a draft away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Organization, User
from knowledgebase.errors import NotNow, SavedMeanwhile
from knowledgebase.events import record, touch
from knowledgebase.models import Article, Category, Revision, Translation, Visibility, strictest
from knowledgebase.operations.locking import lock_article, lock_category, lock_translation
from knowledgebase.operations.writing import Text, place, write
from knowledgebase.permissions import require_write

# The number of the newest revision, and how often it was saved while it is a draft.
Seen = tuple[int, int]


def state_of(newest: Revision | None) -> Seen:
    """Return what a writer saw of a text, to be given back when they save."""
    return (0, 0) if newest is None else (newest.number, newest.version if newest.is_open else 0)


@transaction.atomic
def create_article(
    *,
    by: User,
    category: Category,
    locale: str,
    text: Text,
    kind: str = Article.Kind.TEXT,
    visibility: str = Visibility.PUBLIC,
    organizations: Iterable[Organization] = (),
    owner: User | None = None,
    verify_by: date | None = None,
    key: str | None = None,
    slug: str = "",
) -> Revision:
    """Begin an article in its source language; return the draft of its text. Whoever begins it owns it."""
    category = lock_category(category)
    require_write(by, category)
    article = Article.objects.create(
        category=category,
        kind=Article.Kind(kind),
        visibility=Visibility(visibility),
        audience=strictest(visibility, category.reach),
        source_locale=locale,
        owner=owner or by,
        verify_by=verify_by,
        key=key or None,
    )
    article.organizations.set(organizations)
    record(article, "created", by=by)
    return _translation(article, locale=locale, by=by, text=text, slug=slug)


@transaction.atomic
def add_translation(
    article: Article, *, by: User, locale: str, text: Text, slug: str = "", source: Revision | None = None
) -> Revision:
    """Begin a text in another language; `source` is the revision it says, the newest ready one unless named."""
    article = lock_article(article)
    require_write(by, article.category)
    there = article.translations.filter(locale=locale).first()
    if there is not None:
        raise NotNow("There is a text in this language already.")
    return _translation(article, locale=locale, by=by, text=text, slug=slug, source=source or newest_ready(article))


@transaction.atomic
def save_draft(
    translation: Translation,
    *,
    by: User,
    text: Text,
    seen: Seen | None = None,
    comment: str | None = None,
    translated_from: Revision | None = None,
) -> Revision:
    """Keep what was typed in the one open draft of a text, beginning it if need be.

    `seen` is the newest state its writer saw; None writes over whatever is there. Raises SavedMeanwhile with the text
    of the other, NotNow while a reviewer has it.
    """
    translation = lock_translation(translation)
    require_write(by, translation.article.category)
    text = text.tidy()
    newest = translation.revisions.select_related("edited_by").first()
    if newest is not None and newest.state == Revision.State.IN_REVIEW:
        raise NotNow("This text is with a reviewer. Take it back first to go on writing.")
    if newest is not None and seen is not None and seen != state_of(newest) and text != Text.of(newest):
        raise SavedMeanwhile(newest)
    if newest is None or not newest.is_open:
        draft = _begin(translation, by=by, source=translated_from)
    else:
        draft = newest
        draft.translation = translation
        if text == Text.of(draft) and comment in (None, draft.comment) and translated_from is None:
            return draft
        draft.version += 1
    write(draft, text)
    draft.edited_by, draft.saved_at = by, timezone.now()
    if comment is not None:
        draft.comment = comment[:300]
    if translated_from is not None:
        draft.translated_from = translated_from
    draft.save()
    touch(translation.article)
    if translation.published_at is None:
        # Until somebody has read it, the address says what the title says.
        place(translation, draft.title)
    return draft


@transaction.atomic
def name_source(translation: Translation, *, by: User, number: int) -> Revision:
    """Say that the open draft of a translation now says that revision of the source."""
    translation = lock_translation(translation)
    require_write(by, translation.article.category)
    draft = translation.revisions.filter(state=Revision.State.DRAFT).first()
    source = Revision.objects.filter(
        translation__article=translation.article_id,
        translation__locale=translation.article.source_locale,
        state=Revision.State.APPROVED,
        number=number,
    ).first()
    if draft is None or source is None or translation.is_source:
        raise NotNow("There is no such text of the source, or no draft to say it.")
    if draft.translated_from_id != source.pk:
        draft.translated_from = source
        draft.save(update_fields=["translated_from"])
        record(draft, "source_named", by=by, number=draft.number, source=source.number)
    return draft


@transaction.atomic
def discard_draft(translation: Translation, *, by: User) -> None:
    """Throw the open draft away; what readers see stays."""
    translation = lock_translation(translation)
    require_write(by, translation.article.category)
    draft = translation.revisions.filter(state=Revision.State.DRAFT).first()
    if draft is None:
        return
    if not translation.revisions.exclude(pk=draft.pk).exists():
        raise NotNow("This is the only text there is. Archive the article instead.")
    record(translation, "draft_discarded", by=by, number=draft.number, title=draft.title)
    draft.delete()


def newest_ready(article: Article) -> Revision | None:
    """Return the newest text of the source that translators should know."""
    found = Revision.objects.filter(
        translation__article=article,
        translation__locale=article.source_locale,
        state=Revision.State.APPROVED,
        ready_for_translation=True,
    )
    return found.order_by("-number").first()


def _translation(
    article: Article, *, locale: str, by: User, text: Text, slug: str, source: Revision | None = None
) -> Revision:
    text = text.tidy()
    translation = Translation(article=article, locale=locale)
    place(translation, slug or text.title)
    draft = _begin(translation, by=by, source=source)
    write(draft, text)
    draft.save()
    return draft


def _begin(translation: Translation, *, by: User, source: Revision | None = None) -> Revision:
    """Return a new draft after what readers see, or after the newest there is."""
    last = translation.revisions.aggregate(last=Max("number"))["last"] or 0
    before = translation.current_revision or translation.revisions.first()
    if source is None and before is not None:
        source = before.translated_from
    draft = Revision.objects.create(
        translation=translation,
        number=last + 1,
        based_on=before,
        translated_from=source,
        creator=by,
        edited_by=by,
    )
    draft.translation = translation
    record(draft, "draft_started", by=by, number=draft.number)
    return draft
