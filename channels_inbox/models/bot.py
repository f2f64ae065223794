from __future__ import annotations

from django.conf import settings
from django.db import models

from channels_inbox.models.channel import Channel


class Bot(models.Model):
    """Who greets the visitors of a widget before a person does: the draft of its flow, and the version in force."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="bot")
    # What visitors see beside its words.
    name = models.CharField(max_length=60, default="Answer bot")
    active = models.BooleanField(default=False)
    # Words that bring a person at once: [{"name": "Billing dispute", "words": ["charged twice"]}].
    intents = models.JSONField(default=list, blank=True)
    # Whether angry words bring a person, by the list in `channels_inbox.bot.wishes`.
    minds_mood = models.BooleanField(default=True)
    # Hours of silence after an answer that count as content.
    silent_hours = models.PositiveSmallIntegerField(default=4)
    draft = models.JSONField(default=dict)
    # Counts changes of the draft and of the settings.
    version = models.PositiveIntegerField(default=1, db_default=1)
    published = models.ForeignKey("BotVersion", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"Bot of {self.channel}"


class BotVersion(models.Model):
    """A flow as it was put into force. Never changed: a chat ends on the version it began with."""

    bot = models.ForeignKey(Bot, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    tree = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["bot", "number"], name="bot_version_once")]

    def __str__(self) -> str:
        return f"Version {self.number}"
