"""News of the help centre as Atom feeds. Nobody signs in to a feed: each holds what is public, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed
from django.utils.translation import gettext as _

from knowledgebase.audience import Audience
from knowledgebase.portal.locales import locales
from knowledgebase.portal.shelves import Line, Shelf, line_values, lines, readable, shelves

MOST = 30
EVERYBODY = Audience()


@dataclass(frozen=True, slots=True)
class Source:
    """What a feed tells of: a language, or one category in it."""

    locale: str
    shelf: Shelf | None


class NewsFeed(Feed):
    """The latest texts of one language, new and changed."""

    feed_type = Atom1Feed

    def get_feed(self, obj: Source, request: HttpRequest) -> SyndicationFeed:
        # A feed says its language: that of its texts, not the reader's.
        with translation.override(obj.locale):
            return super().get_feed(obj, request)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Source:
        locale, slug = kwargs["locale"], kwargs.get("slug", "")
        if locale not in locales():
            raise Http404
        shelf = shelves(EVERYBODY, locale).get(slug) if slug else None
        if slug and shelf is None:
            raise Http404
        return Source(locale, shelf)

    def title(self, source: Source) -> str:
        with translation.override(source.locale):
            return f"{source.shelf.name if source.shelf else _('Guides')} · {settings.SITE_NAME} {_('Help')}"

    def subtitle(self, source: Source) -> str:
        return source.shelf.description if source.shelf else ""

    def link(self, source: Source) -> str:
        return settings.SITE_URL + (source.shelf.url if source.shelf else reverse("help_home", args=[source.locale]))

    def feed_url(self, source: Source) -> str:
        if source.shelf:
            return settings.SITE_URL + reverse("help_category_feed", args=[source.locale, source.shelf.category.slug])
        return settings.SITE_URL + reverse("help_feed", args=[source.locale])

    def items(self, source: Source) -> list[Line]:
        rows = readable(EVERYBODY).filter(locale=source.locale)
        if source.shelf:
            rows = rows.filter(article__category__in=source.shelf.within)
        return lines(line_values(rows.order_by("-changed_at", "-pk"))[:MOST])

    def item_title(self, item: Line) -> str:
        return item.title

    def item_description(self, item: Line) -> str:
        return item.summary

    def item_link(self, item: Line) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Line) -> str:
        # The address may change, the article stays what it is.
        return f"{settings.SITE_URL}/help/#{item.pk}"

    def item_pubdate(self, item: Line) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Line) -> datetime | None:
        return item.changed_at
