from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Customer
from tickets.models import Ticket

# What we see ourselves; every other name is yours.
SOLVED = "ticket.solved"


class CustomerEvent(models.Model):
    """Something that happened to a customer, or will: a purchase, a booking, a solved ticket."""

    kind = models.CharField(max_length=60)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="happenings")
    # The one that was solved.
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, blank=True, related_name="customer_events")
    properties = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind"], condition=Q(ticket__isnull=False), name="customer_event_once_per_ticket"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"
