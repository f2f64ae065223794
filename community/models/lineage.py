"""What a topic became elsewhere, so that a change in one can be seen in the others."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from community.models.post import Post
from community.models.topic import Topic
from knowledgebase.models import Article, Revision
from tickets.models import Ticket


class TopicTicket(models.Model):
    """A topic was taken up in private: a ticket with a copy of it."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="tickets")
    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    # The post that told everybody what came of it.
    result = models.OneToOneField(Post, models.SET_NULL, null=True, blank=True, related_name="+")
    # It came into the inbox by itself, because nobody had answered; `by` is empty then.
    entered = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.topic_id} → ticket {self.ticket_id}"


class PostArticle(models.Model):
    """An answer became the beginning of an article. `edits` says which text of the answer it was made of."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="articles")
    article = models.OneToOneField(Article, models.CASCADE, related_name="+")
    edits = models.PositiveIntegerField(default=0)
    # The article's words that were looked at last beside the answer; empty until it is published.
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.post_id} → article {self.article_id}"
