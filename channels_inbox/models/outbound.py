from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from channels_inbox.models.channel import Channel
from channels_inbox.models.conversation import Conversation
from helpdesk.lib.delivery import Delivery
from tickets.models import Message


class Receipt(models.TextChoices):
    """What the other side says of a message it took."""

    DELIVERED = "delivered", "Delivered"
    READ = "read", "Read"


class Outbound(Delivery):
    """A message of ours on its way out over one channel."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="outbound")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="outbound")
    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    # Written by the machine (acknowledgement), so it carries the headers that stop mail loops.
    automatic = models.BooleanField(default=False)
    to = ArrayField(models.CharField(max_length=320), default=list)
    cc = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    # Fixed at queue time: however often it is tried, it stays one letter.
    external_id = models.CharField(max_length=255, unique=True)
    in_reply_to = models.CharField(max_length=255, blank=True)
    references = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    # Who has accepted so far; a retry goes only to the rest.
    accepted = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    # Recipient -> reason, for addresses refused for good or bounced.
    refused = models.JSONField(default=dict, blank=True)
    # Wires that take one thing at a time get a row for each: empty is the text, a number the attachment.
    part = models.CharField(max_length=20, blank=True, default="", db_default="")
    # What only this kind of wire knows: the template to use, a tag.
    options = models.JSONField(default=dict, blank=True, db_default={})
    # The other side's own name for what it took, by which its receipts speak of it.
    provider_id = models.CharField(max_length=255, blank=True, default="", db_default="")
    receipt = models.CharField(max_length=9, choices=Receipt, blank=True, default="", db_default="")
    receipt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # A receipt names what it is about.
            models.Index(fields=["provider_id"], condition=~models.Q(provider_id=""), name="outbound_provider_id"),
            # How many acknowledgements an address got lately.
            models.Index(
                models.F("to__0"), "created_at", condition=models.Q(automatic=True), name="outbound_automatic"
            ),
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="outbound_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id
