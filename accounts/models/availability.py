from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class AvailabilityState(models.TextChoices):
    """Whether somebody takes work now."""

    ONLINE = "online", "Online"
    AWAY = "away", "Away"
    REASSIGN = "reassign", "Away and reassign"
    OFFLINE = "offline", "Offline"


class Availability(models.Model):
    """How an agent is to be reached now: what they chose, and what follows from it, their windows and their leave.

    Written by `accounts.operations.attending` alone. Its lock is also what the assigner of tickets waits for:
    nobody is given work while they leave. `User.availability` copies the state.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="availability_row"
    )
    chosen = models.CharField(max_length=8, choices=AvailabilityState)
    chosen_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=AvailabilityState)
    since = models.DateTimeField()
    # Why it is not what they chose; empty when it is.
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id} is {self.state}"


class AvailabilityChange(models.Model):
    """One change of somebody's availability. Rows are only ever added."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="availability_changes")
    before = models.CharField(max_length=8, choices=AvailabilityState, blank=True)
    after = models.CharField(max_length=8, choices=AvailabilityState)
    # Empty `by` is the desk itself: a window closed, a leave began.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "-id"], name="availability_change_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.before} → {self.after}"


class Leave(models.Model):
    """A stretch of time an agent is away for, known in advance: no work meanwhile."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="leaves")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["user", "ends_at"], name="leave_of_user")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="leave_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_at:%Y-%m-%d} to {self.ends_at:%Y-%m-%d}"
