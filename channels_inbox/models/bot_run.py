from __future__ import annotations

from django.db import models

from channels_inbox.models.bot import BotVersion
from channels_inbox.models.chat import Chat
from channels_inbox.models.conversation import Conversation
from channels_inbox.models.faq import Faq
from helpdesk.lib.delivery import Delivery
from knowledgebase.models import Translation
from tickets.models import Ticket


class BotRun(models.Model):
    """Somebody's way through a flow: where it stands, what it knows, and when its turn is due.

    In a chat of a widget, or in a ticket that is talked in on the wire of a messenger. Written under the ticket's lock.
    """

    class Outcome(models.TextChoices):
        RUNNING = "", "Still talking"
        SAID = "said", "The visitor said it helped"
        SILENT = "silent", "Answered, and no more questions"
        RESOLVED = "resolved", "Resolved"
        RETURNED = "returned", "Came back"
        HANDED = "handed", "Handed to a person"
        ABANDONED = "abandoned", "Left in the middle"

    chat = models.OneToOneField(Chat, models.CASCADE, null=True, blank=True, related_name="bot_run")
    ticket = models.OneToOneField(Ticket, models.CASCADE, null=True, blank=True, related_name="bot_run")
    wire = models.ForeignKey(
        Conversation, models.CASCADE, null=True, blank=True, db_index=False, related_name="bot_runs"
    )
    version = models.ForeignKey(BotVersion, models.PROTECT, related_name="runs")
    node = models.CharField(max_length=40, blank=True)
    # How often the step was asked already, and how many questions in a row had no answer.
    attempt = models.PositiveSmallIntegerField(default=0)
    misses = models.PositiveSmallIntegerField(default=0)
    # What the visitor said, by the names the flow gives it.
    attributes = models.JSONField(default=dict, blank=True)
    # The team a step chose: it gets the chat when it is handed over, 0 is the widget's own.
    team = models.PositiveIntegerField(default=0)
    # The last entry of the chat, or event of the ticket, that was answered.
    handled = models.PositiveIntegerField(default=0)
    # When the bot must look: at once for its turn, later for a call that never came back or for silence.
    due_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    # When it is settled whether the answer was one.
    settle_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="bot_run_due"),
            models.Index(fields=["settle_at"], condition=models.Q(settle_at__isnull=False), name="bot_run_settle"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(chat__isnull=False, ticket=None, wire=None)
                | models.Q(chat=None, ticket__isnull=False, wire__isnull=False),
                name="bot_run_in_one_place",
            )
        ]

    def __str__(self) -> str:
        return f"Bot in {self.chat or self.ticket}"


class BotTurn(models.Model):
    """What the bot made of one entry of the visitor. Their words stay in the chat; here is only the outcome."""

    class Score(models.TextChoices):
        ANSWERED = "answered", "Answered"
        CLARIFIED = "clarified", "Asked back"
        HANDED = "handed", "Handed over"
        ABANDONED = "abandoned", "Left unanswered"

    run = models.ForeignKey(BotRun, models.CASCADE, related_name="turns")
    # What it answers: the place of the visitor's entry in the chat, or of their message in the ticket.
    seq = models.PositiveIntegerField()
    node = models.CharField(max_length=40, blank=True)
    score = models.CharField(max_length=9, choices=Score)
    faq = models.ForeignKey(Faq, models.SET_NULL, null=True, blank=True, related_name="+")
    article = models.ForeignKey(Translation, models.SET_NULL, null=True, blank=True, related_name="+")
    # Milliseconds from the visitor's entry to the answer.
    took_ms = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "seq"], name="bot_turn_once")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.seq} {self.score}"


class BotCall(Delivery):
    """A question of a flow to another program. The row is the outbox; the flow goes on when it has an end."""

    run = models.ForeignKey(BotRun, models.CASCADE, related_name="calls")
    # The step and the visitor's entry it was reached by: one call each.
    node = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    method = models.CharField(max_length=4)
    url = models.URLField(max_length=2000)
    body = models.TextField(blank=True)
    seconds = models.PositiveSmallIntegerField(default=5)
    response_status = models.PositiveSmallIntegerField(null=True, blank=True)
    # What the flow takes from the answer, cut.
    value = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "node", "seq"], name="bot_call_once")]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["queued", "sending"]), name="bot_call_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.node}"
