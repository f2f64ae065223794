from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from insights.models.question import Question
from knowledgebase.models import Incident


class Spike(models.Model):
    """More people than usual ask the same, or write at all: an incident is proposed.

    Found and ended by `insights.operations.spotting`; people make an incident of it or say that it is none.
    """

    class End(models.TextChoices):
        INCIDENT = "incident", "An incident"
        NONE = "none", "No incident"
        OVER = "over", "Over by itself"

    # What is asked; empty when it is only that so many write.
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="spikes")
    # Since when it is counted, how often that was lately, and how often it usually is in as long a time.
    since = models.DateTimeField()
    asked = models.PositiveIntegerField()
    usual = models.FloatField()
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_as = models.CharField(max_length=8, choices=End, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    incident = models.ForeignKey(Incident, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(ended_at=None), nulls_distinct=False, name="spike_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked} instead of {self.usual:.1f}: {self.question or 'everything'}"
