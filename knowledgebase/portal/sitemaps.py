"""Addresses for search engines: public pages alone, in every language."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from knowledgebase.audience import Audience
from knowledgebase.models import Translation
from knowledgebase.portal.locales import locales
from knowledgebase.portal.shelves import readable, shelves

EVERYBODY = Audience()


class OurSitemap(Sitemap):  # type: ignore[type-arg]
    """What every sitemap of the site has; apps above add theirs to SITEMAPS from their `AppConfig.ready`."""

    limit = 5000

    # Links are built from SITE_URL, never from a request's Host.
    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class ArticleSitemap(OurSitemap):
    def items(self) -> QuerySet[Translation]:
        return readable(EVERYBODY).filter(locale__in=locales()).order_by("pk").only("locale", "slug", "changed_at")

    def location(self, item: Translation) -> str:
        return reverse("help_article", args=[item.locale, item.slug])

    def lastmod(self, item: Translation) -> datetime | None:
        return item.changed_at


class ShelfSitemap(OurSitemap):
    """Home pages and categories."""

    def items(self) -> list[str]:
        found = [shelf.url for locale in locales() for shelf in shelves(EVERYBODY, locale).values()]
        return [*(reverse("help_home", args=[locale]) for locale in locales()), *found]

    def location(self, item: str) -> str:
        return item


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {  # type: ignore[type-arg]
    "guides": ArticleSitemap,
    "categories": ShelfSitemap,
}
