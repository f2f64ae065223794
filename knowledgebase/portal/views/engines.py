"""What programs read: where everything is, and where they need not look."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from knowledgebase.portal.feeds import NewsFeed
from knowledgebase.portal.sitemaps import SITEMAPS

# Pages of one person, and those that only ask.
_NOT_LISTED = ("/agent/", "/account/", "/api/", "/requests/", "/r/", "/rate/", "/solved/", "/widget/", "/files/")
HOUR = cache_control(public=True, max_age=3600)


@require_safe
@HOUR
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _NOT_LISTED)]
    lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemaps')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@HOUR
def sitemaps(request: HttpRequest) -> HttpResponseBase:
    return index(request, SITEMAPS, sitemap_url_name="sitemap")


@require_safe
@HOUR
def section(request: HttpRequest, section: str) -> HttpResponseBase:
    return sitemap(request, SITEMAPS, section)


feed = cache_control(public=True, max_age=600)(NewsFeed())
