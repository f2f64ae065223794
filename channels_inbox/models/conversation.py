from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from channels_inbox.models.channel import Channel
from tickets.models import SideConversation, Ticket


def new_key() -> str:
    """Return 80 random bits in hexadecimal: a thread key survives lower-casing mail servers."""
    return secrets.token_hex(10)


class Conversation(models.Model):
    """One wire thread: a mail thread, a chat session, a call. One ticket gathers many."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="conversations")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="conversations")
    # The other side's own key where the channel has one (chat session, phone number); ours for mail.
    key = models.CharField(max_length=200, default=new_key)
    # Where our answers on this wire go: the address the customer wrote from when it began. Never taken
    # from a later mail, so a stranger who joins the thread cannot draw the answers to himself.
    address = models.CharField(max_length=320, blank=True)
    # A thread with somebody outside; what comes in on it never joins the customer's.
    side = models.OneToOneField(SideConversation, models.CASCADE, null=True, blank=True, related_name="wire")
    # When the customer last wrote on it, for wires that close some hours later. Not kept for mail.
    last_in_at = models.DateTimeField(null=True, blank=True)
    # When to remind of its end: while somebody waits, an hour before nothing free may be written any more.
    remind_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["remind_at"], condition=models.Q(remind_at__isnull=False), name="conversation_remind_due"
            ),
            # The wires of a person, for whoever answers them; mail is found through its ticket.
            models.Index(
                fields=["address"], condition=models.Q(last_in_at__isnull=False), name="conversation_wire_address"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="conversation_key_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class ThreadId(models.Model):
    """A Message-ID of somebody else seen in a mail conversation. Ours carry a signature and need no row."""

    class Source(models.TextChoices):
        THEIRS = "theirs", "They sent it"
        ANCESTOR = "ancestor", "Named in a References header"

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="thread_ids")
    message_id = models.CharField(max_length=255)
    source = models.CharField(max_length=8, choices=Source)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message_id", "conversation"],
                name="thread_id_once_per_conversation",
            )
        ]

    def __str__(self) -> str:
        return self.message_id
