from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from knowledgebase.models.component import Component
from knowledgebase.models.incident import Incident
from knowledgebase.monitoring.judging import Patience, Standing, State
from knowledgebase.monitoring.kinds import KINDS, Kind, Row
from knowledgebase.status import states


class Monitor(models.Model):
    """Something that is looked at again and again, and what is believed of it.

    `next_due` is all the clock knows: who moves it has the check. What failed for long enough is said of the
    component by this monitor alone (ComponentStatus), so a colleague's or an incident's word stays beside it.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=9, choices=Kind)
    # What the kind asks for: an address, a port, a word. Checked by monitoring/checks/<kind>.py.
    params = models.JSONField(default=dict, blank=True)
    # The part of an address that others call; nobody guesses it.
    key = models.CharField(max_length=43, unique=True, null=True, blank=True)  # many have none
    # What proves who posts (alerts), encrypted.
    sealed = models.TextField(blank=True)
    component = models.ForeignKey(Component, models.SET_NULL, null=True, blank=True, related_name="monitors")
    # What it makes of its component while it is down.
    down_status = models.CharField(max_length=14, choices=states.State, default=states.State.MAJOR_OUTAGE)
    drafts_incident = models.BooleanField(default=False)
    resolves_incident = models.BooleanField(default=True)
    interval_seconds = models.PositiveIntegerField(default=60)
    # How long a check may take; for a heartbeat, how late a call may be.
    timeout_seconds = models.PositiveIntegerField(default=10)
    failures_needed = models.PositiveSmallIntegerField(default=2)
    successes_needed = models.PositiveSmallIntegerField(default=2)
    paused_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    # What is believed (monitoring.judging), and what of it was told.
    state = models.CharField(max_length=8, choices=State, default=State.UNKNOWN)
    since = models.DateTimeField(null=True, blank=True)
    run = models.SmallIntegerField(default=0)
    history = models.CharField(max_length=20, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    warning = models.CharField(max_length=120, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    # What its kind keeps from one check to the next: alerts that fire, a letter under way.
    memory = models.JSONField(default=dict, blank=True)
    next_due = models.DateTimeField(null=True, blank=True)
    incident = models.ForeignKey(Incident, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["next_due"], condition=Q(next_due__isnull=False), name="monitor_next_due"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def row(self) -> Row:
        return KINDS[Kind(self.kind)]

    @property
    def standing(self) -> Standing:
        return Standing(State(self.state), self.since, self.run, self.history)

    @property
    def patience(self) -> Patience:
        """Return how many results it takes; what is told by others is believed at once."""
        if self.row.called:
            return Patience(1, 1)
        return Patience(self.failures_needed, self.successes_needed)

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=self.interval_seconds)

    def expected_after(self, heard: datetime) -> datetime:
        """Return by when a heartbeat must have come again."""
        return heard + self.interval + timedelta(seconds=self.timeout_seconds)
