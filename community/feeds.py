"""New topics as Atom feeds. Nobody signs in to a feed: each holds what is public, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from community.models import Forum, Topic
from community.naming import called
from community.standing import Standing

MOST = 30
EVERYBODY = Standing()


class TopicFeed(Feed):
    """The latest topics of all public forums, or of one."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Forum | None:
        slug = kwargs.get("slug", "")
        forum = Forum.objects.open_to(EVERYBODY).filter(slug=slug).first() if slug else None
        if slug and forum is None:
            raise Http404
        return forum

    def title(self, forum: Forum | None) -> str:
        return f"{forum.name if forum else 'Community'} · {settings.SITE_NAME}"

    def link(self, forum: Forum | None) -> str:
        return settings.SITE_URL + (forum.get_absolute_url() if forum else reverse("community"))

    def feed_url(self, forum: Forum | None) -> str:
        feed = reverse("community_forum_feed", args=[forum.slug]) if forum else reverse("community_feed")
        return settings.SITE_URL + feed

    def items(self, forum: Forum | None) -> list[Topic]:
        rows = Topic.objects.listed().open_to(EVERYBODY).select_related("author__profile", "forum")
        if forum is not None:
            rows = rows.filter(forum=forum)
        return list(rows.order_by("-last_post_at", "-pk")[:MOST])

    def item_title(self, item: Topic) -> str:
        return item.title

    def item_description(self, item: Topic) -> str:
        solved = ", solved" if item.solved_at else ""
        return f"{item.forum.name}, by {called(item.author)}: {item.replies} answers{solved}"

    def item_link(self, item: Topic) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Topic) -> str:
        # The title may change, the topic stays what it is.
        return f"{settings.SITE_URL}/community/t/{item.pk}/"

    def item_pubdate(self, item: Topic) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Topic) -> datetime:
        return item.last_post_at
