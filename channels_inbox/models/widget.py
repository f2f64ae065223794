from __future__ import annotations

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models

from channels_inbox.models.channel import Channel
from helpdesk.lib.crypto import seal, unseal


def new_site_key() -> str:
    """Return the public name of a widget. It stands in every page of its site, so it opens nothing by itself."""
    return secrets.token_hex(8)


class WidgetQuerySet(models.QuerySet["Widget"]):
    def in_use(self) -> WidgetQuerySet:
        """Leave out widgets that were removed."""
        return self.filter(channel__retired_at=None)


class Widget(models.Model):
    """What a site's chat window is: one-to-one with a channel of the kind chat.

    `settings` is plain and shaped by its settings page: theme, texts, fields to ask before a chat, what is offered.
    """

    class Identity(models.TextChoices):
        ANYONE = "anyone", "Anybody may write"
        ASK = "ask", "Ask who they are first"
        SIGNED = "signed", "Only visitors our site has signed in"

    channel = models.OneToOneField(Channel, models.CASCADE, primary_key=True, related_name="widget")
    site_key = models.CharField(max_length=32, unique=True, default=new_site_key)
    # Origins that may show the widget, spelt as browsers spell them: https://shop.example. None allows none.
    allowed_origins = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    identity = models.CharField(max_length=6, choices=Identity, default=Identity.ANYONE)
    # What the site's server signs identity tokens with, sealed; see `secret`.
    sealed_secret = models.TextField(blank=True, editable=False)
    settings = models.JSONField(default=dict, blank=True)
    # Seconds without a sign of the visitor after which our answer goes to them by mail.
    gone_after = models.PositiveIntegerField(default=60, db_default=60)
    # Seconds a visitor waits for a person at most; then the chat is missed and stays an ordinary ticket.
    missed_after = models.PositiveIntegerField(default=300, db_default=300)
    # Counts changes of its settings.
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = WidgetQuerySet.as_manager()

    def __str__(self) -> str:
        return self.site_key

    @property
    def secret(self) -> str:
        """The key of identity tokens, opened for use; empty when there is none yet."""
        return str(unseal(self.sealed_secret).get("identity", ""))

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = seal({"identity": value}) if value else ""
