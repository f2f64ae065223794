from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from knowledgebase.audience import Audience
from knowledgebase.models import Article, Translation, Visibility
from knowledgebase.portal import reading
from knowledgebase.portal.caching import public_page
from knowledgebase.portal.guide import Walk
from knowledgebase.portal.head import Head, breadcrumbs
from knowledgebase.portal.locales import in_locale
from knowledgebase.portal.shelves import Shelf, trail


@require_safe
@public_page
@in_locale
def show(request: HttpRequest, locale: str, slug: str) -> HttpResponse:
    """One article. “Not for you” and “not there” are the same 404; a former address leads to the present one."""
    audience = Audience.of(request.user)
    translation = reading.find(audience, locale, slug)
    if translation is None:
        moved = reading.renamed(audience, locale, slug)
        if moved is None:
            raise Http404
        return redirect(moved, permanent=moved.article.audience == Visibility.PUBLIC)
    response = render(request, "help/articles/show.html", _context(request, audience, translation))
    if translation.changed_at:
        response["Last-Modified"] = http_date(translation.changed_at.timestamp())
    return response


def _context(request: HttpRequest, audience: Audience, translation: Translation) -> dict[str, Any]:
    article, revision = translation.article, translation.current_revision
    assert revision is not None
    rows = reading.others(audience, translation)
    shelves = trail(audience, article.category_id, translation.locale)
    guide = article.kind == Article.Kind.GUIDE
    return {
        "locale": translation.locale,
        "tab": "guides",
        "translation": translation,
        "article": article,
        "revision": revision,
        "head": _head(translation, rows, shelves),
        "trail": shelves,
        "others": [row for row in rows if row.pk != translation.pk],
        "related": reading.related(audience, article, translation.locale),
        "newer_source": reading.outdated(translation, rows),
        "share": reading.helpful_share(revision),
        "query": request.GET.get("q", "")[:300],
        # Of a guide or questions: what stands before the first of them.
        "intro": revision.html.partition("<h2")[0] if article.kind != Article.Kind.TEXT else "",
        "walk": Walk.of(revision.parts, request.GET.get("way", "")) if guide else None,
    }


def _head(translation: Translation, rows: list[Translation], shelves: list[Shelf]) -> Head:
    revision = translation.current_revision
    assert revision is not None
    path = translation.get_absolute_url()
    home = reverse("help_home", args=[translation.locale])
    way = [(settings.SITE_NAME, home), *((shelf.name, shelf.url) for shelf in shelves), (revision.title, path)]
    source = next((row for row in rows if row.locale == translation.article.source_locale), translation)
    return Head(
        title=revision.title,
        description=revision.summary or strip_tags(revision.html)[:160],
        path=path,
        alternates=reading.alternates(rows),
        kind="article",
        fallback=settings.SITE_URL + source.get_absolute_url(),
        hidden=translation.article.audience != Visibility.PUBLIC or translation.article.archived_at is not None,
        data=[_described(translation), breadcrumbs(way)],
    )


def _described(translation: Translation) -> dict[str, Any]:
    revision = translation.current_revision
    assert revision is not None
    if translation.article.kind == Article.Kind.FAQ:
        asked = [
            {
                "@type": "Question",
                "name": part["title"],
                "acceptedAnswer": {"@type": "Answer", "text": strip_tags(part["html"])},
            }
            for part in revision.parts
        ]
        return {"@type": "FAQPage", "inLanguage": translation.locale, "mainEntity": asked}
    return {
        "@type": "Article",
        "headline": revision.title,
        "description": revision.summary,
        "inLanguage": translation.locale,
        "datePublished": _iso(translation.published_at),
        "dateModified": _iso(translation.changed_at),
        "mainEntityOfPage": settings.SITE_URL + translation.get_absolute_url(),
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.SITE_URL},
    }


def _iso(at: Any) -> str | None:
    return at.isoformat() if at else None
