from __future__ import annotations

from django.db import models

from channels_inbox.models.channel import Channel
from channels_inbox.models.outline import Outline, OutlineVersion


class Bot(Outline):
    """Who greets the visitors of a widget before a person does: the draft of its flow, and the version in force."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="bot")
    # What visitors see beside its words.
    name = models.CharField(max_length=60, default="Answer bot")
    active = models.BooleanField(default=False)
    # Words that bring a person at once: [{"name": "Billing dispute", "words": ["charged twice"]}].
    intents = models.JSONField(default=list, blank=True)
    # Whether angry words bring a person, by the list in `channels_inbox.bot.wishes`.
    minds_mood = models.BooleanField(default=True)
    # Whether it answers with what the help centre says, after its own questions and answers.
    reads_articles = models.BooleanField(default=True, db_default=True)
    # Hours of silence after an answer that count as content.
    silent_hours = models.PositiveSmallIntegerField(default=4)
    published = models.ForeignKey("BotVersion", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"Bot of {self.channel}"


class BotVersion(OutlineVersion):
    """A flow as it was put into force."""

    bot = models.ForeignKey(Bot, models.CASCADE, related_name="versions")

    class Meta(OutlineVersion.Meta):
        constraints = [models.UniqueConstraint(fields=["bot", "number"], name="bot_version_once")]
