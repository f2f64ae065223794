from __future__ import annotations

from django.conf import settings
from django.db import models

from knowledgebase.models import Translation
from tickets.models.ticket import Ticket


class TicketArticle(models.Model):
    """An article that an agent answered a ticket with. How often is told to its authors."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="articles")
    translation = models.ForeignKey(Translation, models.CASCADE, related_name="tickets")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "translation"], name="ticket_article_once")]

    def __str__(self) -> str:
        return f"{self.translation_id} answered {self.ticket_id}"
