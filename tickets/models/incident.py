from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from knowledgebase.models import Incident, IncidentUpdate
from tickets.models.ticket import Ticket


class IncidentTicket(models.Model):
    """What a ticket has to do with an incident, and who says so. Changed only by `tickets.operations.incidents`."""

    class State(models.TextChoices):
        POSSIBLE = "possible", "May be caused by it"
        CAUSED = "caused", "Caused by it"
        OTHER = "other", "Has another cause"

    class Source(models.TextChoices):
        AGENT = "agent", "An agent"
        CUSTOMER = "customer", "The customer"
        MATCHED = "matched", "The question radar"
        PROPOSED = "proposed", "The spike it was proposed for"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="tickets")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="incidents")
    state = models.CharField(max_length=8, choices=State)
    source = models.CharField(max_length=8, choices=Source)
    # What the machine went by, in one line, and how near it was; for a person it is empty.
    reason = models.CharField(max_length=200, blank=True)
    likeness = models.FloatField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    # When a person said whether it is so; empty while nobody has.
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "incident"], name="incident_of_ticket_once")]
        indexes = [models.Index(fields=["incident", "state", "-id"], name="incident_tickets")]

    def __str__(self) -> str:
        return f"{self.ticket_id} and incident {self.incident_id}: {self.state}"


class AnsweredIncident(models.Model):
    """An incident whose customers are answered with each of its updates, because somebody asked for it.

    Kept by `tickets.operations.answering_updates`; without a row agents answer by hand.
    """

    incident = models.OneToOneField(Incident, models.CASCADE, primary_key=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Customers of incident {self.incident_id} are answered"


class IncidentAnswering(models.Model):
    """One update of an incident, told to the customers of its tickets, each where they asked."""

    update = models.OneToOneField(IncidentUpdate, models.CASCADE, related_name="answering")
    text = models.TextField()
    # Whether their tickets are resolved with it.
    resolves = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # Empty while answers wait; tickets that are linked later open it again.
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="incident_answering_unfinished")]

    def __str__(self) -> str:
        return f"Answers to update {self.update_id}"


class IncidentAnswer(models.Model):
    """One ticket's answer with an update. Changed in the transaction that writes the reply, so it goes out once."""

    class State(models.TextChoices):
        PENDING = "pending", "Not yet"
        SENT = "sent", "Answered"
        REFUSED = "refused", "Not answered"

    answering = models.ForeignKey(IncidentAnswering, models.CASCADE, related_name="answers")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=State, default=State.PENDING)
    # Who asked for it: what they may not see is not answered.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Why the customer was not answered, in words.
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answering", "ticket"], name="incident_answer_once")]
        indexes = [
            models.Index(fields=["answering", "id"], condition=Q(state="pending"), name="incident_answer_pending")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} in {self.answering_id}: {self.state}"
