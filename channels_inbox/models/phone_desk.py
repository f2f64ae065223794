from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class PhoneSeat(models.Model):
    """How somebody at the desk takes calls: the telephone that rings, and whose calls they are shown."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="phone_seat")
    # Their own telephone in E.164; empty until they say one.
    number = models.CharField(max_length=32, blank=True)
    # Queues whose calls pop up; empty is all of them.
    queues = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    # Whether a ringing call opens a window of its own at all.
    pops = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"Telephone of {self.user}"


class BlockedNumber(models.Model):
    """A number whose calls are refused."""

    number = models.CharField(max_length=32, unique=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number
