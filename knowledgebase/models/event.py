from __future__ import annotations

from django.conf import settings
from django.db import models

from knowledgebase.models.article import Article
from knowledgebase.models.revision import Revision
from knowledgebase.models.translation import Translation


class ArticleEvent(models.Model):
    """One thing that happened to an article: who, when, what. Rows are only ever added."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="events")
    translation = models.ForeignKey(Translation, models.CASCADE, null=True, blank=True, related_name="events")
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, blank=True, related_name="events")
    action = models.CharField(max_length=24)
    # Nobody: the clock did it.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    particulars = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["article", "-id"], name="article_event_latest")]

    def __str__(self) -> str:
        return f"{self.action} of article {self.article_id}"
