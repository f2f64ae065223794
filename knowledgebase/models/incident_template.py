from __future__ import annotations

from django.db import models

from knowledgebase.models.component import Component
from knowledgebase.models.incident import Incident
from knowledgebase.status.states import State


class IncidentTemplate(models.Model):
    """Words prepared for a bad hour: what an incident or maintenance begins with."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=11, choices=Incident.Kind, default=Incident.Kind.INCIDENT)
    title = models.CharField(max_length=150)
    body = models.TextField(blank=True, max_length=10_000)
    status = models.CharField(max_length=13, choices=Incident.Status, default=Incident.Status.INVESTIGATING)
    components = models.ManyToManyField(Component, blank=True, related_name="+")
    component_status = models.CharField(max_length=14, choices=State, default=State.DEGRADED)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
