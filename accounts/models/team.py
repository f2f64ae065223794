from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.calendar import Calendar


class TeamQuerySet(models.QuerySet["Team"]):
    def in_use(self) -> TeamQuerySet:
        """Leave out teams that get no new tickets any more."""
        return self.filter(retired_at=None)


class Team(models.Model):
    """A group of agents tickets are routed to."""

    class Assignment(models.TextChoices):
        MANUAL = "manual", "By hand"
        ROUND_ROBIN = "round_robin", "Round robin"
        LEAST_BUSY = "least_busy", "Least busy"

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    icon = models.CharField(max_length=40, default="users", help_text="Name of a Lucide icon.")
    position = models.PositiveSmallIntegerField(default=0)
    # How its tickets find a person (docs/assignment.md). Not in a row of their own, because every mail asks.
    assignment = models.CharField(
        max_length=12, choices=Assignment, default=Assignment.MANUAL, db_default=Assignment.MANUAL
    )
    # How many open tickets one person is given at most; empty sets no limit.
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    # When work is handed out; empty is at any time.
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="teams")
    # Seconds after which what waits for somebody who went offline comes back to the team; empty is never.
    return_after = models.PositiveIntegerField(null=True, blank=True, default=60, db_default=60)
    # Never deleted: tickets, reports and the past name it.
    retired_at = models.DateTimeField(null=True, blank=True)
    # Counts changes of its name, looks, people and assignment.
    version = models.PositiveIntegerField(default=1, db_default=1)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="accounts.Membership", related_name="teams")

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def hands_out(self) -> bool:
        """Whether the desk gives this team's tickets to people by itself."""
        return self.assignment != self.Assignment.MANUAL


class Membership(models.Model):
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    # This person's own limit in this team; empty takes the team's.
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    # Grows with each ticket the desk gives them here: whose is smallest has waited longest for one.
    turn = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="membership_once_per_team")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
