from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from channels_inbox.models.channel import Channel
from tickets.models import Message, Ticket


class Inbound(models.Model):
    """Something that reached us, exactly as it came, stored before anybody tries to understand it.

    The unique key decides what is new; `state` decides what is still to do.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Waiting to be read"
        DONE = "done", "In a ticket"
        IGNORED = "ignored", "Needs no ticket"
        QUARANTINED = "quarantined", "Could not be read"

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="inbound")
    # The sender's transaction, not the message: imap:<UIDVALIDITY>:<UID>, smtp:<hash>, a provider's id.
    external_id = models.CharField(max_length=255)
    raw = models.BinaryField()
    # SMTP envelope, where there was one: the addresses that really routed the mail.
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    received_at = models.DateTimeField()

    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    # What was decided, by which rule, on what evidence: shown to agents as “why is this here?”.
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    # Same letter by another way (second mailbox, second delivery): one message, every way recorded.
    fingerprint = models.CharField(max_length=64, blank=True)
    ticket = models.ForeignKey(Ticket, models.SET_NULL, null=True, blank=True, related_name="inbound")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, blank=True, related_name="inbound")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="inbound_once"),
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=~models.Q(fingerprint="") & ~models.Q(outcome="duplicate"),
                name="inbound_letter_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state="pending"),
                name="inbound_pending",
            ),
            models.Index(
                fields=["-id"],
                condition=models.Q(state="quarantined"),
                name="inbound_quarantined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.external_id}"
