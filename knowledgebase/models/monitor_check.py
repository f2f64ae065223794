from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from knowledgebase.models.monitor import Monitor
from knowledgebase.monitoring.result import Verdict


class MonitorCheck(models.Model):
    """What one check found. Only ever added; gone after some days, when its hour is summed up (MonitorHour)."""

    monitor = models.ForeignKey(Monitor, models.CASCADE, related_name="checks", db_index=False)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=4, choices=Verdict)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    # How long after its moment it began.
    late_ms = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["monitor", "-at"], name="monitor_check_latest"),
            # Rows come in the order of time: what is old lies together.
            BrinIndex(fields=["at"], name="monitor_check_at"),
        ]

    def __str__(self) -> str:
        return f"{self.monitor_id} {self.verdict}"


class MonitorHour(models.Model):
    """An hour of checks, summed up: what charts of weeks are drawn from."""

    monitor = models.ForeignKey(Monitor, models.CASCADE, related_name="hours", db_index=False)
    hour = models.DateTimeField()
    checks = models.PositiveIntegerField()
    failures = models.PositiveIntegerField()
    # Of those that answered; in milliseconds.
    median = models.PositiveIntegerField(null=True, blank=True)
    slowest = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["monitor", "hour"], name="monitor_hour_once")]
        indexes = [models.Index(fields=["hour"], name="monitor_hour")]

    def __str__(self) -> str:
        return f"{self.monitor_id} {self.hour:%Y-%m-%d %H}"
