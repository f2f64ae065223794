from __future__ import annotations

from django.db import models

from helpdesk.lib.delivery import Delivery
from tickets.models.ticket import Ticket


class Webhook(models.Model):
    """An address of another program that rules may tell things."""

    name = models.CharField(max_length=120)
    url = models.URLField(max_length=500)
    # What signs each delivery, encrypted (helpdesk/lib/crypto.py).
    sealed = models.TextField(blank=True)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(Delivery):
    """One thing told to a webhook. It may arrive twice, always under the same key."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    # One for each rule, webhook and event: written twice it is one.
    key = models.CharField(max_length=120, unique=True)
    # Exactly what is signed and sent.
    body = models.TextField()
    # What the other side answered last.
    response_status = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="webhook_waiting",
            ),
            models.Index(fields=["webhook", "-id"], name="webhook_delivery_of"),
        ]

    def __str__(self) -> str:
        return self.key
