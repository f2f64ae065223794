"""Everything about an article but its words: where it stands, who reads it, whose it is; rename, archive, verify."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.errors import ChangedMeanwhile
from accounts.models import Organization, User
from knowledgebase.errors import Incomplete, NotNow
from knowledgebase.events import record
from knowledgebase.models import Article, Category, OldSlug, Translation, Visibility, strictest
from knowledgebase.operations.locking import lock_article, lock_category, lock_translation
from knowledgebase.operations.publishing import tell_readers_changed
from knowledgebase.operations.writing import RESERVED
from knowledgebase.permissions import require_write
from knowledgebase.signals import article_published


@dataclass(frozen=True, slots=True)
class Settings:
    category: Category
    visibility: str = Visibility.PUBLIC
    organizations: Iterable[Organization] = ()
    owner: User | None = None
    verify_by: date | None = None
    related: Iterable[Article] = ()


@transaction.atomic
def settle_article(article: Article, settings: Settings, *, by: User, seen: int | None = None) -> Article:
    """Store where an article stands, who reads it and whose it is; `seen` is the version its editor saw.

    Raises ChangedMeanwhile, Incomplete.
    """
    category = lock_category(settings.category)
    article = lock_article(article)
    require_write(by, article.category)
    require_write(by, category)
    if seen is not None and seen != article.version:
        last = article.events.filter(action__in=["settled", "verified", "archived", "brought_back"]).first()
        raise ChangedMeanwhile(str((last and last.by) or ""))
    chosen = list(settings.organizations) if settings.visibility == Visibility.ORGANIZATIONS else []
    if settings.visibility == Visibility.ORGANIZATIONS and not chosen:
        raise Incomplete(["Choose the organizations that may read it."])
    before = _told(article)
    article.category, article.visibility = category, Visibility(settings.visibility)
    article.owner, article.verify_by = settings.owner, settings.verify_by
    article.audience = strictest(article.visibility, article.category.reach)
    article.organizations.set(chosen)
    article.related.set([other for other in settings.related if other.pk != article.pk])
    after = _told(article)
    if after == before:
        return article
    article.version += 1
    article.save()
    record(article, "settled", by=by, before=before, after=after)
    return article


@transaction.atomic
def rename(translation: Translation, *, by: User, slug: str) -> Translation:
    """Give a text another address; the old one leads to it for good. Raises Incomplete when it is taken."""
    translation = lock_translation(translation)
    require_write(by, translation.article.category)
    slug = slugify(slug)[:120]
    if not slug or slug in RESERVED:
        raise Incomplete(["Write the address with letters, digits and hyphens."])
    if slug == translation.slug:
        return translation
    here = {"locale": translation.locale, "slug": slug}
    taken = Incomplete(["Another article has, or had, this address."])
    if (
        Translation.objects.filter(**here).exists()
        or OldSlug.objects.filter(**here).exclude(translation=translation).exists()
    ):
        raise taken
    OldSlug.objects.filter(**here).delete()
    if translation.published_at is not None:
        OldSlug.objects.create(locale=translation.locale, slug=translation.slug, translation=translation)
    record(translation, "renamed", by=by, before=translation.slug, after=slug)
    translation.slug = slug
    try:
        with transaction.atomic():
            translation.save(update_fields=["slug"])
    except IntegrityError:
        raise taken from None
    if translation.is_published:
        article_published.send(sender=Translation, translation=translation)
    return translation


@transaction.atomic
def archive(article: Article, *, by: User, notice: str = "") -> Article:
    """Take an article out of lists and search; whoever has its address reads it with the notice."""
    article = lock_article(article)
    require_write(by, article.category)
    if article.archived_at is not None and article.archive_notice == notice.strip()[:300]:
        return article
    article.archived_at, article.archive_notice = timezone.now(), notice.strip()[:300]
    article.version += 1
    article.save(update_fields=["archived_at", "archive_notice", "version"])
    record(article, "archived", by=by, notice=article.archive_notice)
    tell_readers_changed(article)
    return article


@transaction.atomic
def bring_back(article: Article, *, by: User) -> Article:
    """Put an archived article back into lists and search."""
    article = lock_article(article)
    require_write(by, article.category)
    if article.archived_at is None:
        return article
    article.archived_at, article.archive_notice = None, ""
    article.version += 1
    article.save(update_fields=["archived_at", "archive_notice", "version"])
    record(article, "brought_back", by=by)
    tell_readers_changed(article)
    return article


@transaction.atomic
def verify(article: Article, *, by: User, again: date | None = None) -> Article:
    """Say that an article was checked today and is right, and when to check again."""
    article = lock_article(article)
    require_write(by, article.category)
    if again is not None and again <= timezone.localdate():
        raise NotNow("Choose a day to come.")
    article.verified_at, article.verify_by = timezone.now(), again
    article.version += 1
    article.save(update_fields=["verified_at", "verify_by", "version"])
    record(article, "verified", by=by, again=again.isoformat() if again else None)
    return article


def _told(article: Article) -> dict[str, Any]:
    return {
        "category": article.category_id,
        "visibility": article.visibility,
        "organizations": sorted(organization.pk for organization in article.organizations.all()),
        "owner": article.owner_id,
        "verify_by": article.verify_by.isoformat() if article.verify_by else None,
        "related": sorted(other.pk for other in article.related.all()),
    }
