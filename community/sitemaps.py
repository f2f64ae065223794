"""Addresses of topics for search engines: of public forums, and worth reading."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from community.models import Topic
from community.standing import Standing
from community.thin import worth_listing
from knowledgebase.portal.sitemaps import OurSitemap


class TopicSitemap(OurSitemap):
    def items(self) -> QuerySet[Topic]:
        rows = Topic.objects.listed().open_to(Standing()).filter(worth_listing())
        return rows.order_by("pk").only("slug", "last_post_at")

    def lastmod(self, item: Topic) -> datetime:
        return item.last_post_at
