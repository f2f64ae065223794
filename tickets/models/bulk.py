from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tickets.models.ticket import Ticket


class BulkJob(models.Model):
    """The same actions for many tickets, done by a worker one ticket at a time."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bulk_jobs")
    # Made by the page or the client: the same form sent twice is one job.
    key = models.CharField(max_length=64)
    # The shape of a rule's and a macro's (docs/rules.md).
    actions = models.JSONField()
    # What it does, in words.
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="bulk_job_once")]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="bulk_job_unfinished")]

    def __str__(self) -> str:
        return self.name


class BulkItem(models.Model):
    """One ticket of a job, and what became of it. Changed in the transaction that changes the ticket."""

    class State(models.TextChoices):
        PENDING = "pending", "Not yet"
        CHANGED = "changed", "Changed"
        UNCHANGED = "unchanged", "Nothing to change"
        REFUSED = "refused", "Not changed"

    job = models.ForeignKey(BulkJob, models.CASCADE, related_name="items")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    # Why it was not changed.
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["job", "ticket"], name="bulk_item_once")]
        indexes = [models.Index(fields=["job", "id"], condition=Q(state="pending"), name="bulk_item_pending")]

    def __str__(self) -> str:
        return f"{self.ticket_id} in {self.job_id}"
