"""What programs look for at the root of the site."""

from __future__ import annotations

from django.urls import path

from knowledgebase.portal.views import engines

urlpatterns = [
    path("robots.txt", engines.robots, name="robots"),
    path("sitemap.xml", engines.sitemaps, name="sitemaps"),
    path("sitemap-<slug:section>.xml", engines.section, name="sitemap"),
]
