from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from knowledgebase.models.component import Component
from knowledgebase.models.incident import Incident
from knowledgebase.status.states import Source, State


class ComponentStatusQuerySet(models.QuerySet["ComponentStatus"]):
    def standing(self) -> ComponentStatusQuerySet:
        """What is said now."""
        return self.filter(ended_at=None)

    def since(self, moment: datetime) -> ComponentStatusQuerySet:
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=moment))


class ComponentStatus(models.Model):
    """What one source said of a part, from when to when. A source that says “working” says nothing: it has no row.

    Sources speak at once (a monitor fails while an incident is open); what counts is `status.states.effective`. So
    when one falls silent, the part becomes what the others still say, and its past is the sum of all rows.
    """

    component = models.ForeignKey(Component, models.CASCADE, related_name="said")
    status = models.CharField(max_length=14, choices=State)
    source = models.CharField(max_length=11, choices=Source)
    # Which one of its kind: an incident's or monitor's number, empty for colleagues.
    key = models.CharField(max_length=40, blank=True)
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, blank=True, related_name="said")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ComponentStatusQuerySet.as_manager()

    class Meta:
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["component", "source", "key"], condition=Q(ended_at=None), name="component_status_one_standing"
            ),
        ]
        indexes = [models.Index(fields=["component", "ended_at"], name="component_status_ended")]

    def __str__(self) -> str:
        return f"{self.component_id}: {self.status} ({self.source})"
