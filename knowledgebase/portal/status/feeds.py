"""News of the status page as Atom and RSS, one entry an update. Nobody signs in to a feed: it holds what is public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from knowledgebase.audience import Audience
from knowledgebase.models import Incident, IncidentUpdate
from knowledgebase.portal.status.words import STATUSES

MOST = 30


class NewsFeed(Feed):
    """The latest updates of all public incidents and planned work."""

    feed_type: Any = Atom1Feed
    name = "status_atom"

    def title(self) -> str:
        return f"{settings.SITE_NAME} {_('Status')}"

    def subtitle(self) -> str:
        return _("What does not work as it should, and what is planned.")

    description = subtitle

    def link(self) -> str:
        return settings.SITE_URL + reverse("status")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse(self.name)

    def items(self) -> list[IncidentUpdate]:
        public = Incident.objects.published().seen_by(Audience()).values("pk")
        rows = IncidentUpdate.objects.filter(incident__in=public).select_related("incident")
        return list(rows.order_by("-at", "-pk")[:MOST])

    def item_title(self, item: IncidentUpdate) -> str:
        return f"{item.incident.title}: {STATUSES[Incident.Status(item.status)]}"

    def item_description(self, item: IncidentUpdate) -> str:
        return item.html

    def item_link(self, item: IncidentUpdate) -> str:
        return f"{settings.SITE_URL}{item.incident.get_absolute_url()}#update-{item.pk}"

    def item_guid(self, item: IncidentUpdate) -> str:
        return f"{settings.SITE_URL}{reverse('status')}#update-{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: IncidentUpdate) -> datetime:
        return item.at

    def item_updateddate(self, item: IncidentUpdate) -> datetime:
        return item.at


class RssFeed(NewsFeed):
    feed_type = Rss201rev2Feed
    name = "status_rss"
