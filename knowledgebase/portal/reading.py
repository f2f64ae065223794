"""What an article's page shows a reader, found with a fixed number of statements."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce

from knowledgebase.audience import Audience
from knowledgebase.models import Article, OldSlug, Revision, Significance, Translation
from knowledgebase.portal.locales import Alternate, locales
from knowledgebase.portal.shelves import Line, in_one_language, line_values, lines, readable

RELATED = 5
# Fewer voices are no share.
FEWEST = 5


def find(audience: Audience, locale: str, slug: str) -> Translation | None:
    """Return the published article at an address with its text, if this reader may read it."""
    rows = Translation.objects.published().seen_by(audience).filter(locale=locale, slug=slug)
    return rows.select_related("article", "current_revision").first()


def renamed(audience: Audience, locale: str, slug: str) -> Translation | None:
    """Return where the article went that was once at this address, if this reader may read it."""
    old = OldSlug.objects.filter(locale=locale, slug=slug).values("translation")
    return Translation.objects.published().seen_by(audience).filter(pk__in=old).select_related("article").first()


def others(audience: Audience, translation: Translation) -> list[Translation]:
    """Return the article's published translations, this one included, without their texts."""
    rows = Translation.objects.published().seen_by(audience).filter(article=translation.article_id)
    order = {locale: n for n, locale in enumerate(locales())}
    found = rows.select_related("current_revision").defer(*_TEXTS)
    return sorted((row for row in found if row.locale in order), key=lambda row: order[row.locale])


def alternates(rows: Sequence[Translation]) -> list[Alternate]:
    return [Alternate(row.locale, row.get_absolute_url()) for row in rows]


def related(audience: Audience, article: Article, locale: str) -> list[Line]:
    """Return what its writers say is related, and then its neighbours on the shelf."""
    chosen = readable(audience).filter(article__in=article.related.all())
    found = lines(line_values(in_one_language(chosen, locale).order_by("current_revision__title", "pk"))[:RELATED])
    if found:
        return found
    beside = readable(audience).filter(article__category=article.category_id).exclude(article=article)
    return lines(line_values(in_one_language(beside, locale).order_by("-changed_at", "pk"))[:3])


def outdated(translation: Translation, rows: Sequence[Translation]) -> Translation | None:
    """Return the text this one is translated from, when that has changed so much since that readers should know."""
    source = next((row for row in rows if row.locale == translation.article.source_locale), None)
    revision = translation.current_revision
    if source is None or revision is None or source.pk == translation.pk:
        return None
    changed = Revision.objects.filter(
        translation=source, state=Revision.State.APPROVED, significance=Significance.MAJOR
    )
    # Approved for later is not out yet.
    changed = changed.filter(number__lte=source.current_revision.number if source.current_revision else 0)
    said = Revision.objects.filter(pk=revision.translated_from_id or 0).values("number")
    return source if changed.filter(number__gt=Coalesce(Subquery(said), 0)).exists() else None


def helpful_share(revision: Revision) -> int | None:
    """Return how many percent of its readers said it helped; None while too few said anything."""
    said = revision.votes.aggregate(all=Count("pk"), yes=Count("pk", filter=Q(helpful=True)))
    return round(100 * said["yes"] / said["all"]) if said["all"] >= FEWEST else None


_TEXTS = tuple(f"current_revision__{name}" for name in ("body", "html", "parts", "headings"))
