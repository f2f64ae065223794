from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import Calendar
from tickets.models.sla import Mode
from tickets.models.ticket import Ticket


class Rule(models.Model):
    """What the machine does by itself: when something happens (trigger), or when time has passed (timed)."""

    class Kind(models.TextChoices):
        TRIGGER = "trigger", "When something happens"
        TIMED = "timed", "When time has passed"

    class Since(models.TextChoices):
        """The moment of a ticket a timed rule counts from."""

        OPENED = "opened", "the ticket was opened"
        WAITING = "waiting", "the customer began to wait"
        LAST_MESSAGE = "last_message", "the last message"
        STATUS = "status", "the status changed"
        RESOLVED = "resolved", "it was resolved"
        DUE = "due", "its nearest promise was due"

    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    # Why the machine switched it off; empty when a person did.
    disabled_reason = models.TextField(blank=True)
    # Triggers: keys of tickets/rules/occasions.py.
    events = models.JSONField(default=list, blank=True)
    # Timed rules: how long after which moment, and by whose hours.
    since = models.CharField(max_length=12, choices=Since, blank=True)
    after_seconds = models.PositiveIntegerField(default=0)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.CALENDAR)
    # Empty: the default calendar.
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="+")
    # Reached at night, it acts when somebody comes in.
    waits_for_opening = models.BooleanField(default=False)
    # As tickets/conditions reads them.
    conditions = models.JSONField(default=dict, blank=True)
    # [{"action": "set_priority", "params": {"priority": 4}}], in order.
    actions = models.JSONField(default=list, blank=True)
    # Later rules leave the event alone once this one has acted on it.
    stops_here = models.BooleanField(default=False)
    # Counts changes: whoever edits an older one is told, and processes read it anew.
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    # Timed rules: the version tickets were planned by, and the ticket the planning has come to.
    planned_version = models.PositiveIntegerField(default=0)
    planned_to = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class RuleRun(models.Model):
    """One time a rule matched, and what came of it. Kept for some weeks."""

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        UNCHANGED = "unchanged", "Nothing to change"
        FAILED = "failed", "Failed"
        LOOP = "loop", "Loop cut"

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="runs")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="rule_runs")
    # The ticket's event it answered; none for a timed rule.
    event_seq = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome)
    # [{"field", "label", "value"}] as the conditions saw them.
    matched = models.JSONField(default=list, blank=True)
    # [{"action", "text", "error"}]: what each action did, in words.
    done = models.JSONField(default=list, blank=True)
    # In words an administrator can act on.
    error = models.TextField(blank=True)
    milliseconds = models.FloatField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["rule", "-id"], name="rule_run_of_rule"),
            models.Index(fields=["at"], name="rule_run_at"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.rule_id} on {self.ticket_id}"


class RuleTimer(models.Model):
    """When a timed rule must look at a ticket. It acts once for each anchor, the moment it counts from."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="timers")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="rule_timers")
    anchor_at = models.DateTimeField()
    # Empty once it was looked at.
    next_run_at = models.DateTimeField(null=True, blank=True)
    # When it acted on this anchor; it never does again.
    ran_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "rule"], name="rule_timer_once")]
        indexes = [
            models.Index(fields=["next_run_at", "id"], condition=Q(next_run_at__isnull=False), name="rule_timer_next")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} for {self.ticket_id}"
