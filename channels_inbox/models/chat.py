from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Team
from channels_inbox.models.conversation import Conversation
from channels_inbox.models.outbound import Outbound
from channels_inbox.models.visitor import Visitor
from tickets.models import Message


class Chat(models.Model):
    """A conversation in a widget: whose turn it is, and how far each side has read.

    Exactly one owner at any time: the bot, a team's queue, or a person. Written under its row lock, which is
    taken after the ticket's, by `channels_inbox.chat` alone.
    """

    class Owner(models.TextChoices):
        BOT = "bot", "Answer bot"
        QUEUE = "queue", "Waiting for a person"
        AGENT = "agent", "With a person"

    class Side(models.TextChoices):
        VISITOR = "visitor", "The visitor"
        AGENT = "agent", "An agent"
        SYSTEM = "system", "The desk"

    conversation = models.OneToOneField(Conversation, models.CASCADE, primary_key=True, related_name="chat")
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="chats")
    owner = models.CharField(max_length=5, choices=Owner)
    # The queue it waits in, and comes back to; empty is the queue of everybody.
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    # Position of the newest entry: entries count from 1 without gaps.
    seq = models.PositiveIntegerField(default=0)
    visitor_read = models.PositiveIntegerField(default=0)
    agent_read = models.PositiveIntegerField(default=0)
    # What was sent to the visitor by mail already; never smaller than before.
    mailed = models.PositiveIntegerField(default=0)

    started_at = models.DateTimeField(default=timezone.now)
    # Since when somebody waits for a person; empty while nobody does.
    queued_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=7, choices=Side, blank=True)
    # It waits in line no more: nobody answered in time, or its visitor asked for mail instead; the ticket says so.
    missed_at = models.DateTimeField(null=True, blank=True)
    by_mail_at = models.DateTimeField(null=True, blank=True)
    # Moments a beat looks at: whether the queue was too slow, and whether what was said must go by mail.
    missed_due_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner="agent") | Q(agent=None),
                name="chat_agent_only_when_theirs",
            ),
            models.CheckConstraint(
                condition=Q(owner="queue", queued_at__isnull=False) | ~Q(owner="queue") & Q(queued_at=None),
                name="chat_waits_in_queue_alone",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "queued_at"], condition=Q(ended_at=None, missed_at=None), name="chat_running"
            ),
            models.Index(fields=["missed_due_at"], condition=Q(missed_due_at__isnull=False), name="chat_missed_due"),
            models.Index(fields=["mail_due_at"], condition=Q(mail_due_at__isnull=False), name="chat_mail_due"),
        ]

    def __str__(self) -> str:
        return self.conversation.key

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_waiting(self) -> bool:
        """Tell whether its visitor waits in line for a person."""
        return self.is_open and self.owner == Chat.Owner.QUEUE and self.missed_at is None


class ChatEntry(models.Model):
    """One thing a visitor sees in a chat, in its order. Text lives in the ticket's message."""

    class Author(models.TextChoices):
        VISITOR = "visitor", "Visitor"
        AGENT = "agent", "Agent"
        BOT = "bot", "Answer bot"
        SYSTEM = "system", "The desk"

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="entries")
    seq = models.PositiveIntegerField()
    # Made by whoever wrote it: the same post twice makes one entry.
    client_id = models.CharField(max_length=64)
    author = models.CharField(max_length=7, choices=Author)
    message = models.OneToOneField(Message, models.CASCADE, null=True, blank=True, related_name="chat_entry")
    # What a message cannot hold: {"event": "joined", "name": "Ana"}, {"buttons": […]}.
    body = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["conversation", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="chat_entry_position_once"),
            models.UniqueConstraint(fields=["conversation", "client_id"], name="chat_entry_client_id_once"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq}"


class ChatLetter(models.Model):
    """A letter that carries part of a chat: what its visitor has not seen, or all of it because they asked."""

    class Kind(models.TextChoices):
        UNSEEN = "unseen", "What they missed"
        TRANSCRIPT = "transcript", "The whole chat"

    outbound = models.OneToOneField(Outbound, models.CASCADE, primary_key=True, related_name="chat_letter")
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind)
    # The first and last entry in it.
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.conversation_id}"
