"""Write the words of a revision and what is made of them, always together."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from helpdesk.lib.html.article import RENDERER_VERSION, render_article
from knowledgebase.models import OldSlug, Revision, Translation

# Addresses under /help/<locale>/ that are pages of their own.
RESERVED = {"announcements", "categories", "completions", "feed", "search", "solutions", "suggestions", "thanks"}

_CONTROLS = dict.fromkeys((*range(32), 127), " ")


@dataclass(frozen=True, slots=True)
class Text:
    """What an author writes. `keywords` are separated by commas, `body` is Markdown."""

    title: str = ""
    summary: str = ""
    keywords: str = ""
    body: str = ""

    @classmethod
    def of(cls, revision: Revision) -> Text:
        return cls(revision.title, revision.summary, revision.keywords, revision.body)

    def tidy(self) -> Text:
        """Return it without characters no page can show, and no longer than is kept."""
        return Text(
            _line(self.title, 200),
            _line(self.summary, 500),
            _line(self.keywords, 500),
            self.body.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""),
        )


def write(revision: Revision, text: Text) -> None:
    """Put a text into a revision and render it; the caller saves."""
    revision.title, revision.summary, revision.keywords = text.title, text.summary, text.keywords
    revision.body = text.body
    article = revision.translation.article
    rendered = render_article(text.body, kind=article.kind, locale=revision.translation.locale)
    revision.html, revision.headings, revision.parts = rendered.html, rendered.headings, rendered.parts
    revision.renderer = RENDERER_VERSION


def free_slug(locale: str, wanted: str, *, but: Translation | None = None) -> str:
    """Return an address near to a title that no text of that language has, or had."""
    wanted = slugify(wanted)[:100] or "article"
    ours = but.pk if but else 0
    taken = set(
        Translation.objects.filter(locale=locale, slug__startswith=wanted)
        .exclude(pk=ours)
        .values_list("slug", flat=True)
    )
    taken |= set(
        OldSlug.objects.filter(locale=locale, slug__startswith=wanted)
        .exclude(translation=ours)
        .values_list("slug", flat=True)
    )
    taken |= RESERVED
    return next(slug for n in range(len(taken) + 1) if (slug := f"{wanted}-{n + 1}" if n else wanted) not in taken)


def place(translation: Translation, wanted: str) -> None:
    """Store a text at a free address near to a title; another one who took it at the same moment keeps it."""
    new = translation.pk is None
    for again in (True, False):
        slug = free_slug(translation.locale, wanted, but=None if new else translation)
        if not new and slug == translation.slug:
            return
        translation.slug = slug
        try:
            with transaction.atomic():
                translation.save(update_fields=None if new else ["slug"])
        except IntegrityError:
            if not again:
                raise
        else:
            return


def _line(text: str, length: int) -> str:
    return " ".join(text.translate(_CONTROLS).split())[:length]
