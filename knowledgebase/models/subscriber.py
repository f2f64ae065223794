from __future__ import annotations

from django.db import models
from django.db.models import Q

from helpdesk.lib.delivery import Delivery
from knowledgebase.models.component import Component
from knowledgebase.models.incident_update import IncidentUpdate


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def confirmed(self) -> SubscriberQuerySet:
        return self.filter(confirmed_at__isnull=False)


class Subscriber(models.Model):
    """Somebody who wants to hear of incidents: by mail, or as a program by webhook. Nobody is told unconfirmed."""

    class Kind(models.TextChoices):
        EMAIL = "email", "Email"
        WEBHOOK = "webhook", "Webhook"

    kind = models.CharField(max_length=7, choices=Kind, default=Kind.EMAIL)
    # Whom we write to; for a webhook its owner, who confirms it.
    email = models.EmailField(max_length=254)
    url = models.URLField(max_length=500, blank=True)
    # What signs the posts to a webhook, encrypted.
    sealed = models.TextField(blank=True)
    # Everything, or only these parts.
    whole_page = models.BooleanField(default=True)
    components = models.ManyToManyField(Component, blank=True, related_name="+")
    # That of the page they asked on; letters are written in it.
    language = models.CharField(max_length=16, blank=True, default="", db_default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["email", "url"], name="subscriber_once")]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(confirmed_at=None), name="subscriber_unconfirmed"),
        ]

    def __str__(self) -> str:
        return self.url or self.email


class SubscriberDelivery(Delivery):
    """One thing told to one subscriber: an update, or, without one, the letter that asks them to confirm.

    `way` is how it goes. Letters are sent by `channels_inbox.status_mail`, at most once; posts by
    operations.posting_updates, at least once and always under the same key.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="deliveries")
    # Found by the constraint's index.
    update = models.ForeignKey(
        IncidentUpdate, models.CASCADE, null=True, blank=True, related_name="deliveries", db_index=False
    )
    way = models.CharField(max_length=7, choices=Subscriber.Kind)
    # What a webhook answered last.
    response_status = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["update", "subscriber"], name="subscriber_told_once"),
        ]
        indexes = [
            models.Index(fields=["way", "due_at"], condition=Q(state__in=["queued", "sending"]), name="told_waiting"),
            models.Index(fields=["-id"], condition=Q(state__in=["failed", "bounced", "uncertain"]), name="told_stuck"),
        ]

    def __str__(self) -> str:
        return f"{self.way} to {self.subscriber_id}"

    @property
    def key(self) -> str:
        """Return what the other side knows it by, however often it comes."""
        return f"status-{self.update_id}-{self.subscriber_id}"
