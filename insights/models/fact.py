from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q

from accounts.models import Team
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind


class Spell(Func):
    """The stretch of time from one column to another; an empty end is “until now”."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Fact(models.Model):
    """One thing about a ticket that reports count. All of a ticket's are written anew when the ticket changed.

    Spam and merged tickets have none. What each means is said where it is made: insights/facts.py.
    """

    class Name(models.TextChoices):
        OPENED = "opened", "Opened"
        FIRST_RESPONSE = "first_response", "First response"
        SOLVED = "solved", "Solved"
        REOPENED = "reopened", "Opened again"
        PROMISE = "promise", "Promise kept or broken"
        ASKED = "asked", "Asked for a rating"
        OPEN = "open", "Was open"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="facts")
    name = models.CharField(max_length=14, choices=Name)
    instance = models.PositiveIntegerField(default=1)
    # The moment it is counted at; empty for a ticket that is open still.
    at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    # From `started_at` to `at`: by the clock, and while the default calendar was open.
    seconds = models.FloatField(null=True, blank=True)
    business_seconds = models.FloatField(null=True, blank=True)
    # Whether it is a case of what the measure looks for: a promise kept, a ticket solved with one answer.
    hit = models.BooleanField(null=True, blank=True)
    # A rating's score.
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=12, choices=ChannelKind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "name", "instance"], name="fact_once")]
        indexes = [
            # A report reads its range of each name, and all it counts of it from here: a year's rows lie far apart.
            models.Index(
                fields=["name", "at", "id"],
                include=["ticket", "seconds", "business_seconds", "hit", "value", "agent", "team", "channel"],
                condition=~Q(name="open"),
                name="fact_counted",
            ),
            # What was open at a moment or during a range.
            GistIndex(Spell(F("started_at"), F("at")), condition=Q(name="open"), name="fact_open_during"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.ticket_id}"


class TicketFacts(models.Model):
    """How far a ticket's facts have been gathered: up to its event of this number."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="+")
    seq = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"Facts of {self.ticket_id} to {self.seq}"


class Gathering(models.Model):
    """How far the desk's facts have been gathered. One row, made by the migration."""

    # Events up to here are settled: no transaction that wrote an older one is still open.
    settled = models.BigIntegerField(default=0)
    # The newest event there was when somebody last took note, at `marked_at`.
    marked = models.BigIntegerField(default=0)
    # The transactions that could still write older ones have smaller numbers than this.
    marked_before = models.BigIntegerField(default=0, db_default=0)
    marked_at = models.DateTimeField(null=True, blank=True)
    # Where a reading of all tickets stands; empty when none is going on.
    rebuilt_to = models.BigIntegerField(null=True, blank=True, default=0)
    # The hours that business time was counted by.
    plan = models.CharField(max_length=16, blank=True)
    gathered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "Gathering"
