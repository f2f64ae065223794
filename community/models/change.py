from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from community.models.post import Post
from community.models.topic import Topic
from knowledgebase.models import Article
from tickets.models import Ticket


class LineageChange(models.Model):
    """One of two things made of each other has changed, so somebody should look at the other."""

    class What(models.TextChoices):
        ANSWER = "answer", "The answer was changed"
        WITHDRAWN = "withdrawn", "The answer is not accepted any more"
        ARTICLE = "article", "The article made of it was changed"
        REOPENED = "reopened", "The ticket was opened again"
        TOPIC = "topic", "The topic’s answer was changed"

    what = models.CharField(max_length=9, choices=What)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="changes")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    # The other side.
    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Said again before somebody looked, it is one thing to look at.
            models.UniqueConstraint(
                fields=["what", "topic", "article"],
                condition=Q(seen_at=None, ticket=None),
                name="change_of_article_once",
            ),
            models.UniqueConstraint(
                fields=["what", "topic", "ticket"],
                condition=Q(seen_at=None, article=None),
                name="change_of_ticket_once",
            ),
        ]
        indexes = [models.Index(fields=["-id"], condition=Q(seen_at=None), name="change_unseen")]

    def __str__(self) -> str:
        return f"{self.what} in topic {self.topic_id}"
