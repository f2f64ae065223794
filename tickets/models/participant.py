from __future__ import annotations

from django.db import models

from accounts.models import Customer
from tickets.models.ticket import Ticket


class Participant(models.Model):
    """Someone besides the requester who gets copies of public replies."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participants")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="participations")
    email = models.CharField(max_length=320)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "email"], name="participant_once")]

    def __str__(self) -> str:
        return self.email
