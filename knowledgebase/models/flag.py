from __future__ import annotations

from django.conf import settings
from django.db import models

from knowledgebase.models.translation import Translation


class ArticleFlag(models.Model):
    """A colleague says that an article is wrong; it waits for whoever looks after the article."""

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    # The ticket it was noticed at, by number: the knowledge base knows no tickets.
    ticket_number = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["translation"], condition=models.Q(settled_at=None), name="flag_waiting"),
        ]

    def __str__(self) -> str:
        return self.reason
