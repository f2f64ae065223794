"""How far a translation is behind its source: what translators chase, and what readers are warned of."""

from __future__ import annotations

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from knowledgebase.models import Revision, Significance, Translation
from knowledgebase.models.translation import TranslationQuerySet

# What is asked for each level; a typo troubles no translator.
LEVELS = {
    Significance.MAJOR: [Significance.MAJOR],
    Significance.MEDIUM: [Significance.MEDIUM, Significance.MAJOR],
}


def with_staleness(translations: QuerySet[Translation]) -> QuerySet[Translation]:
    """Add `behind_major` and `behind`: how many ready source texts of that level, or of medium too, it does not say.

    Compared is what readers see; a text in the source language is never behind.
    """
    return translations.annotate(
        behind_major=_behind(LEVELS[Significance.MAJOR]), behind=_behind(LEVELS[Significance.MEDIUM])
    )


def stale(translations: TranslationQuerySet, level: str = Significance.MEDIUM) -> QuerySet[Translation]:
    """Leave the published translations that are behind their source at or above a level."""
    name = "behind_major" if level == Significance.MAJOR else "behind"
    return with_staleness(translations.published()).filter(**{f"{name}__gt": 0})


def _behind(levels: list[Significance]) -> Coalesce:
    newer = (
        Revision.objects.filter(
            Q(number__gt=Coalesce(OuterRef("current_revision__translated_from__number"), Value(0))),
            translation__article=OuterRef("article"),
            translation__locale=F("translation__article__source_locale"),
            state=Revision.State.APPROVED,
            ready_for_translation=True,
            significance__in=levels,
        )
        .exclude(translation=OuterRef("pk"))
        .order_by()
        .values("translation")
        .annotate(found=Count("pk"))
        .values("found")
    )
    return Coalesce(Subquery(newer, output_field=IntegerField()), Value(0))
