from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.models import Customer, Organization, Team
from tickets.models.kinds import ACTIVE, UNFINISHED, Category, ChannelKind, Metric, Priority, SlaState, TicketType
from tickets.models.request_type import RequestType
from tickets.models.status import Status
from tickets.models.tag import Tag
from tickets.querysets import TicketQuerySet

_UNFINISHED = Q(category__in=UNFINISHED)


class Ticket(models.Model):
    """The conversation people see, whatever wires it arrived on. Changed only by `tickets.operations`."""

    number = models.BigIntegerField(unique=True)
    subject = models.CharField(max_length=250)
    status = models.ForeignKey(Status, models.PROTECT, related_name="+")
    # A copy of status.category: partial indexes and list queries need it in the row.
    category = models.CharField(max_length=20, choices=Category, default=Category.NEW)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    type = models.CharField(max_length=10, choices=TicketType, default=TicketType.QUESTION)
    channel = models.CharField(max_length=12, choices=ChannelKind, help_text="Where it began.")
    requester = models.ForeignKey(Customer, models.PROTECT, related_name="tickets")
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="tickets")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="tickets")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_tickets",
    )
    request_type = models.ForeignKey(
        RequestType, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    # Values of custom fields by their keys; what is empty has no key.
    fields = models.JSONField(default=dict, db_default={}, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="tickets")
    follow_up_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="follow_ups")

    # Counts every event of this ticket, under its row lock: the cursor live pages catch up with.
    seq = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    # The last message anyone but the machine wrote, for the list row.
    last_message_at = models.DateTimeField()
    last_message_preview = models.CharField(max_length=140, blank=True)
    last_message_by_us = models.BooleanField(default=False)
    # The oldest customer message nobody has answered yet.
    waiting_since = models.DateTimeField(null=True, blank=True)
    first_replied_at = models.DateTimeField(null=True, blank=True)
    # Since when the answer bot has it; empty while it is for people. Its promises stand still meanwhile.
    with_bot_since = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # When its status gives way to the next by itself.
    next_status_at = models.DateTimeField(null=True, blank=True)
    # A copy of its nearest clock, for lists: when it is due, how it stands, and what is owed by then; no word of
    # that where several stand still, or all are kept (tickets/sla/nearest.py).
    sla_due_at = models.DateTimeField(null=True, blank=True)
    sla_state = models.CharField(max_length=8, choices=SlaState, blank=True, default="")
    sla_metric = models.CharField(max_length=16, choices=Metric, blank=True, default="", db_default="")
    # A copy of its snooze, for lists (tickets/operations/snoozing.py); empty while it is awake.
    snoozed_until = models.DateTimeField(null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            # Each view walks one of these from its start; none grows with finished work. They include what
            # tells sleeping tickets apart, so that counts need not look at the rows.
            models.Index(
                fields=["assignee", "-last_message_at", "-id"],
                condition=_UNFINISHED,
                include=["snoozed_until"],
                name="ticket_unfinished_assignee",
            ),
            models.Index(
                fields=["team", "-last_message_at", "-id"],
                condition=_UNFINISHED,
                include=["snoozed_until"],
                name="ticket_unfinished_team",
            ),
            models.Index(
                fields=["-last_message_at", "-id"],
                condition=_UNFINISHED,
                include=["snoozed_until"],
                name="ticket_unfinished",
            ),
            models.Index(
                fields=["category", "-last_message_at", "-id"],
                condition=_UNFINISHED,
                include=["snoozed_until"],
                name="ticket_unfinished_category",
            ),
            models.Index(
                fields=["waiting_since", "id"],
                condition=_UNFINISHED & Q(waiting_since__isnull=False),
                include=["snoozed_until"],
                name="ticket_unfinished_waiting",
            ),
            models.Index(
                fields=["sla_due_at", "id"],
                condition=_UNFINISHED & Q(sla_due_at__isnull=False),
                name="ticket_unfinished_due",
            ),
            models.Index(
                fields=["sla_state", "sla_due_at", "id"],
                condition=_UNFINISHED & Q(sla_due_at__isnull=False),
                name="ticket_unfinished_sla",
            ),
            models.Index(
                fields=["snoozed_until", "id"],
                condition=_UNFINISHED & Q(snoozed_until__isnull=False),
                name="ticket_snoozed",
            ),
            # What waits in a team for a person, longest waiting first (tickets/assignment/queue.py).
            models.Index(
                fields=["team", "waiting_since", "id"],
                condition=Q(category__in=ACTIVE, assignee=None, snoozed_until=None, team__isnull=False),
                name="ticket_team_queue",
            ),
            models.Index(fields=["-last_message_at", "-id"], name="ticket_latest"),
            models.Index(
                fields=["category", "-last_message_at", "-id"],
                name="ticket_category_latest",
            ),
            models.Index(
                fields=["requester", "-last_message_at", "-id"],
                name="ticket_requester_latest",
            ),
            models.Index(
                fields=["organization", "-last_message_at", "-id"],
                name="ticket_organization_latest",
            ),
            # The beat that closes resolved tickets asks only this.
            models.Index(
                fields=["resolved_at"],
                condition=Q(category=Category.RESOLVED),
                name="ticket_resolved",
            ),
            models.Index(
                fields=["next_status_at"],
                condition=Q(next_status_at__isnull=False),
                name="ticket_next_status",
            ),
            # In capitals, because that is how `icontains` compares.
            GinIndex(OpClass(Upper("subject"), name="gin_trgm_ops"), name="ticket_subject_words"),
            # Only tickets that have values pay for it.
            GinIndex(OpClass("fields", name="jsonb_path_ops"), condition=~Q(fields={}), name="ticket_fields"),
            # What somebody who keeps a copy asks: everything that changed since.
            models.Index(fields=["updated_at", "id"], name="ticket_updated"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    @property
    def is_finished(self) -> bool:
        return self.category not in UNFINISHED
