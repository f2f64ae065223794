from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from knowledgebase.audience import Audience
from knowledgebase.models.component import Component
from knowledgebase.models.readers import ForReaders, ForReadersQuerySet
from knowledgebase.status.states import Impact, State


class IncidentQuerySet(ForReadersQuerySet):
    def seen_by(self, audience: Audience) -> IncidentQuerySet:
        """Drafts are for colleagues only."""
        return super().seen_by(audience) if audience.colleague else super().seen_by(audience).published()

    def published(self) -> IncidentQuerySet:
        return self.filter(published_at__isnull=False)

    def incidents(self) -> IncidentQuerySet:
        return self.filter(kind=Incident.Kind.INCIDENT)

    def maintenances(self) -> IncidentQuerySet:
        return self.filter(kind=Incident.Kind.MAINTENANCE)

    def open(self) -> IncidentQuerySet:
        """Incidents nobody has resolved, and work that is planned or going on."""
        return self.filter(resolved_at=None)


class Incident(ForReaders):
    """Something is wrong, or will be worked on. Maintenance is one whose times are planned.

    A draft (`published_at` empty) is seen by colleagues only and says nothing of any part.
    """

    class Kind(models.TextChoices):
        INCIDENT = "incident", "Incident"
        MAINTENANCE = "maintenance", "Maintenance"

    class Status(models.TextChoices):
        INVESTIGATING = "investigating", "Looking into it"
        IDENTIFIED = "identified", "Cause found"
        MONITORING = "monitoring", "Watching the fix"
        RESOLVED = "resolved", "Resolved"
        POSTMORTEM = "postmortem", "What we learned"
        SCHEDULED = "scheduled", "Planned"
        IN_PROGRESS = "in_progress", "In progress"
        VERIFYING = "verifying", "Checking"
        COMPLETED = "completed", "Done"
        CANCELLED = "cancelled", "Called off"

    kind = models.CharField(max_length=11, choices=Kind, default=Kind.INCIDENT)
    title = models.CharField(max_length=150)
    status = models.CharField(max_length=13, choices=Status, default=Status.INVESTIGATING)
    # What counts: the chosen one, else the worst that any part came to.
    impact = models.CharField(max_length=11, choices=Impact, default=Impact.NONE)
    impact_chosen = models.CharField(max_length=11, choices=Impact, blank=True)
    components = models.ManyToManyField(
        Component, through="knowledgebase.IncidentComponent", blank=True, related_name="incidents"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    # Resolved, or the work done or called off.
    resolved_at = models.DateTimeField(null=True, blank=True)
    pinned = models.BooleanField(default=False)
    # Entered afterwards: nobody was told.
    backfilled = models.BooleanField(default=False)
    # Maintenance only.
    scheduled_from = models.DateTimeField(null=True, blank=True)
    scheduled_until = models.DateTimeField(null=True, blank=True)
    # Whether the clock starts and ends it.
    runs_itself = models.BooleanField(default=True)
    # Moments something is due, emptied when done: a draft comes out, a reminder goes out, its writer is asked for news.
    publish_at = models.DateTimeField(null=True, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    nudge_at = models.DateTimeField(null=True, blank=True)
    # The first of all of them: what the beat looks at (status.planning.next_due).
    due_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="incident_due"),
            models.Index(fields=["-started_at", "-id"], name="incident_latest"),
            models.Index(fields=["kind", "started_at"], condition=Q(resolved_at=None), name="incident_open"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("status_incident", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_maintenance(self) -> bool:
        return self.kind == self.Kind.MAINTENANCE


class IncidentComponent(models.Model):
    """A part an incident touches: what the incident says of it now, and the worst it ever said."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="touched")
    component = models.ForeignKey(Component, models.CASCADE, related_name="touched_by")
    status = models.CharField(max_length=14, choices=State)
    worst = models.CharField(max_length=14, choices=State)

    class Meta:
        ordering = ["component__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["incident", "component"], name="incident_component_once")]

    def __str__(self) -> str:
        return f"{self.component_id} in incident {self.incident_id}"
