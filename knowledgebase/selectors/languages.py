"""What becomes of an article in each language, in a few words."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch

from knowledgebase.models import Article, Revision, Translation
from knowledgebase.selectors.staleness import with_staleness


@dataclass(frozen=True, slots=True)
class Standing:
    """One language of an article: `look` is the badge's, `words` its text."""

    locale: str
    translation: Translation | None
    look: str
    icon: str
    words: str


def texts_with_drafts() -> Prefetch[str]:
    """Prefetch an article's texts, with what readers see, what is open, and how far each is behind."""
    opened = Revision.objects.filter(state__in=[Revision.State.DRAFT, Revision.State.IN_REVIEW]).select_related(
        "edited_by"
    )
    texts = with_staleness(Translation.objects.select_related("current_revision")).prefetch_related(
        Prefetch("revisions", queryset=opened, to_attr="open_revisions")
    )
    return Prefetch("translations", queryset=texts.order_by("pk"), to_attr="texts")


def standings(article: Article) -> list[Standing]:
    """Return how an article stands in every language the site has or it has. Reads `texts`."""
    texts: dict[str, Translation] = {text.locale: text for text in article.texts}  # type: ignore[attr-defined]
    first = [article.source_locale, *settings.KNOWLEDGE_LOCALES, *texts]
    return [_standing(article, locale, texts.get(locale)) for locale in dict.fromkeys(first)]


def _standing(article: Article, locale: str, text: Translation | None) -> Standing:
    if text is None:
        return Standing(locale, None, "line", "minus", "Missing")
    opened: Revision | None = next(iter(text.open_revisions), None)  # type: ignore[attr-defined]
    if opened is not None and opened.state == Revision.State.IN_REVIEW:
        return Standing(locale, text, "warning", "eye", "In review")
    if opened is not None:
        who = opened.edited_by.get_short_name() if opened.edited_by else ""
        return Standing(locale, text, "info", "pencil-line", f"Draft, {who}" if who else "Draft")
    if not text.is_published:
        return Standing(locale, text, "line", "circle-dashed", "Planned" if text.publish_at else "Not published")
    if text.behind_major:  # type: ignore[attr-defined]
        behind = text.behind  # type: ignore[attr-defined]
        return Standing(locale, text, "danger", "clock-alert", f"Out of date, {behind} behind")
    if text.behind:  # type: ignore[attr-defined]
        return Standing(locale, text, "warning", "refresh-cw", "Needs update")
    return Standing(locale, text, "success", "check", "Current")
