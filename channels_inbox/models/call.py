from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Customer, Team
from channels_inbox.models.channel import Channel
from channels_inbox.models.conversation import Conversation
from tickets.models import Ticket
from tickets.querysets import team_ids


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Any) -> CallQuerySet:
        """Calls whose ticket this person sees; those that never became one, by the team they were for."""
        if not user.is_authenticated or not user.is_active or not user.is_agent:
            return self.none()
        if user.sees_all:
            return self
        seen = Q(conversation__ticket__in=Ticket.objects.visible_to(user).values("pk"))
        if user.ticket_scope == user.TicketScope.ASSIGNED:
            return self.filter(seen | Q(conversation=None, agent=user))
        return self.filter(seen | Q(conversation=None) & (Q(team=None) | Q(team__in=team_ids(user))))

    def live(self) -> CallQuerySet:
        return self.filter(ended_at=None)


class Call(models.Model):
    """One telephone call. Its state is read from its steps (channels_inbox/phone/reading.py) and copied here.

    It has a wire and a ticket from the moment it reaches people: who hangs up in the menu is only in the log.
    """

    class Direction(models.TextChoices):
        IN = "in", "Incoming"
        OUT = "out", "Outgoing"

    class State(models.TextChoices):
        IVR = "ivr", "In the menu"
        QUEUED = "queued", "Waiting in the queue"
        RINGING = "ringing", "Ringing"
        ANSWERED = "answered", "Talking"
        ON_HOLD = "on_hold", "On hold"
        TRANSFERRED = "transferred", "Transferred"
        VOICEMAIL = "voicemail", "Voicemail"
        CALLBACK_REQUESTED = "callback_requested", "Call-back requested"
        COMPLETED = "completed", "Completed"
        ABANDONED_IVR = "abandoned_ivr", "Hung up in the menu"
        ABANDONED_QUEUE = "abandoned_queue", "Hung up while waiting"
        ABANDONED_HOLD = "abandoned_hold", "Hung up on hold"
        MISSED = "missed", "Missed"
        FAILED = "failed", "Failed"

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="calls")
    # What the telephone system calls this call.
    external_id = models.CharField(max_length=200)
    conversation = models.OneToOneField(Conversation, models.CASCADE, null=True, blank=True, related_name="call")
    direction = models.CharField(max_length=3, choices=Direction)
    # The other side in E.164; empty when it withheld its number.
    number = models.CharField(max_length=32, blank=True)
    # What the telephone system calls whoever is there, if it knows.
    name = models.CharField(max_length=200, blank=True)
    # Our own number that was called, or that calls.
    line = models.CharField(max_length=32, blank=True)
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, blank=True, related_name="calls")
    # The queue by the telephone system's own name, and the team of ours it stands for.
    queue = models.CharField(max_length=80, blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="calls")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="calls")

    state = models.CharField(max_length=20, choices=State)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Seconds until somebody answered, or the caller gave up; and of talk.
    wait_seconds = models.PositiveIntegerField(null=True, blank=True)
    talk_seconds = models.PositiveIntegerField(null=True, blank=True)
    # When a call nobody heard of any more counts as over; empty once it is.
    due_at = models.DateTimeField(null=True, blank=True)
    # Nothing is left to do about it. A missed call is done once somebody says so.
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # Whether the ticket says by whom it was answered.
    answer_noted = models.BooleanField(default=False, db_default=False)
    # Where in which version of the menu it is, and what the caller keyed in there.
    menu_version = models.ForeignKey(
        "channels_inbox.MenuVersion", models.PROTECT, null=True, blank=True, related_name="calls"
    )
    menu_node = models.CharField(max_length=40, blank=True)
    # The key that let the caller out of a queue, and at which turn: “3:1”.
    queue_key = models.CharField(max_length=16, blank=True, default="", db_default="")
    collected = models.JSONField(default=dict, db_default={}, blank=True)
    # Played in the browser to try a menu: a ticket like any other, but no figure in any report.
    simulated = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["channel", "external_id"], name="call_once")]
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="call_latest"),
            models.Index(fields=["-started_at", "-id"], condition=Q(done_at=None), name="call_undone"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="call_due"),
            models.Index(fields=["number", "-started_at"], condition=~Q(number=""), name="call_of_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} call {self.number or 'without a number'}"

    @property
    def is_live(self) -> bool:
        return self.ended_at is None


class CallStep(models.Model):
    """One thing the telephone system said of a call. Rows are only ever added, each once, in any order."""

    class Kind(models.TextChoices):
        MENU = "menu", "reached the menu"
        QUEUED = "queued", "joined the queue"
        RINGING = "ringing", "rang"
        ANSWERED = "answered", "was answered"
        HELD = "held", "was put on hold"
        RESUMED = "resumed", "was taken off hold"
        TRANSFERRED = "transferred", "was transferred"
        VOICEMAIL = "voicemail", "reached the voicemail"
        CALLBACK = "callback", "asked to be called back"
        HUNG_UP = "hung_up", "ended"

    call = models.ForeignKey(Call, models.CASCADE, related_name="steps")
    external_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    # queue, agent (id), cause, seconds: what the step says beside its name.
    particulars = models.JSONField(default=dict, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "external_id"], name="call_step_once")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"
