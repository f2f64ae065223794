from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Calendar
from tickets.models.sla import Metric, Mode, SlaPolicy
from tickets.models.ticket import Ticket


class SlaClock(models.Model):
    """One promise in one ticket: what is left of it, counted from an anchor. Moved only by `tickets.sla`.

    A pause keeps `remaining_seconds`; going on moves the anchor to now. When the ticket was opened never shifts.
    """

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        MET = "met", "Met"
        BREACHED = "breached", "Breached"
        CANCELLED = "cancelled", "Cancelled"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks")
    metric = models.CharField(max_length=16, choices=Metric)
    # The next reply is owed anew each time: one clock for each wait.
    instance = models.PositiveIntegerField(default=1)
    # What it is judged by, as it was then.
    policy = models.ForeignKey(SlaPolicy, models.PROTECT, related_name="clocks")
    policy_version = models.PositiveIntegerField()
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")
    calendar_version = models.PositiveIntegerField()
    mode = models.CharField(max_length=8, choices=Mode)
    target_seconds = models.PositiveIntegerField()

    state = models.CharField(max_length=9, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    anchor_at = models.DateTimeField()
    remaining_seconds = models.FloatField()
    # Empty while it stands still.
    due_at = models.DateTimeField(null=True, blank=True)
    # When the sweep must look at it: a warning, the breach, or a notice that waits for opening time.
    next_at = models.DateTimeField(null=True, blank=True)
    # The highest share of the time warned of, in percent.
    warned = models.PositiveSmallIntegerField(default=0)
    breached_at = models.DateTimeField(null=True, blank=True)
    # Whether somebody has been told of the breach.
    told_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    # Answered, resolved or cancelled; a breached clock without it is still owed.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "metric", "instance"], name="sla_clock_once")]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(next_at__isnull=False), name="sla_clock_next"),
            # What a changed policy or calendar looks for.
            models.Index(fields=["policy", "id"], condition=Q(ended_at=None), name="sla_clock_open"),
        ]

    def __str__(self) -> str:
        return f"{self.get_metric_display()} {self.instance} of {self.ticket_id}"


class SlaEvent(models.Model):
    """One movement of a clock: the ledger a due time is explained from. Rows are only ever added."""

    class Kind(models.TextChoices):
        ACTIVATE = "activate", "Started"
        PAUSE = "pause", "Paused"
        RESUME = "resume", "Went on"
        FULFIL = "fulfil", "Fulfilled"
        WARN = "warn", "Warned"
        BREACH = "breach", "Breached"
        RETARGET = "retarget", "Set anew"
        CANCEL = "cancel", "Cancelled"

    clock = models.ForeignKey(SlaClock, models.CASCADE, related_name="ledger")
    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField()
    particulars = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["clock", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.clock_id}"
