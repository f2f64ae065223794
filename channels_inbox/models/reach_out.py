from __future__ import annotations

import secrets
from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Customer, Organization
from channels_inbox.models.channel import Channel
from channels_inbox.models.customer_event import SOLVED, CustomerEvent
from helpdesk.lib.delivery import Delivery
from helpdesk.lib.durations import say_duration
from tickets.models import Message, Ticket


def new_key() -> str:
    return secrets.token_hex(10)


class ReachOut(models.Model):
    """A letter, or words on our pages, that people get some time after something happened to them."""

    class Way(models.TextChoices):
        MAIL = "mail", "By email"
        IN_APP = "in_app", "On our sites and in the help centre"

    class Purpose(models.TextChoices):
        SERVICE = "service", "About something of theirs: a request, an order, a booking"
        OFFER = "offer", "To interest them in something: only for people who said yes"

    name = models.CharField(max_length=80)
    happening = models.CharField(max_length=60, default=SOLVED)
    # Counted from what happened; below zero it comes before it.
    delay_seconds = models.IntegerField()
    way = models.CharField(max_length=6, choices=Way, default=Way.MAIL)
    purpose = models.CharField(max_length=7, choices=Purpose, default=Purpose.SERVICE)
    # The mailbox it leaves from; none is that of the ticket's team, else the oldest.
    channel = models.ForeignKey(Channel, models.PROTECT, null=True, blank=True, related_name="+")
    # {"en": {"subject": …, "body": …}}; the first language of the help centre is always there.
    texts = models.JSONField(default=dict)
    organizations = models.ManyToManyField(Organization, blank=True, related_name="+")
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    # What its event must say, each as [name, comparison, value].
    conditions = models.JSONField(default=list, blank=True)
    # In the customer's zone; the same twice is no rest at all.
    quiet_from = models.TimeField(default=time(20))
    quiet_until = models.TimeField(default=time(8))
    # One person gets it once in so many days.
    rest_days = models.PositiveSmallIntegerField(default=30)
    started_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            # Asked whenever a ticket is solved: nearly always there is none.
            models.Index(fields=["happening"], condition=Q(started_at__isnull=False), name="reach_out_started"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def delay_said(self) -> str:
        """Say how long it takes: 3 days after, 1 day before."""
        when = "before" if self.delay_seconds < 0 else "after"
        return f"{say_duration(abs(self.delay_seconds))} {when}"


class ReachOutState(models.TextChoices):
    """The states of every outgoing row, and two of those that never leave."""

    QUEUED = "queued", "Waiting"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    BOUNCED = "bounced", "Bounced"
    UNCERTAIN = "uncertain", "May not have arrived"
    HELD = "held", "Held back"
    CANCELLED = "cancelled", "Cancelled"


class ReachOutDelivery(Delivery):
    """One reach-out after one event: planned, then sent or not. `trouble` says why not."""

    state = models.CharField(max_length=9, choices=ReachOutState, default=ReachOutState.QUEUED)
    reach_out = models.ForeignKey(ReachOut, models.CASCADE, related_name="deliveries")
    event = models.ForeignKey(CustomerEvent, models.CASCADE, related_name="reach_outs")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="reach_outs")
    # In its reply address and its Message-ID, so that an answer finds it.
    key = models.CharField(max_length=20, unique=True, default=new_key)
    # As it was sent, whatever becomes of its texts.
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    address = models.CharField(max_length=320, blank=True)
    # Of a solved ticket it is a message in that ticket.
    message = models.OneToOneField(Message, models.SET_NULL, null=True, blank=True, related_name="reach_out")
    # The ticket their answer opened.
    answer = models.ForeignKey(Ticket, models.SET_NULL, null=True, blank=True, related_name="+")
    dismissed_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reach_out", "event"], name="reach_out_once_per_event")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["queued", "sending"]), name="reach_out_due"),
            # What somebody got lately.
            models.Index(F("customer"), F("sent_at"), condition=Q(sent_at__isnull=False), name="reach_out_got_lately"),
        ]

    def __str__(self) -> str:
        return f"Reach-out {self.pk}"
