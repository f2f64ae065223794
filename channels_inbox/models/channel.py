from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Lower

from accounts.models import Team
from helpdesk.lib.crypto import seal, unseal
from tickets.models.kinds import ChannelKind


class Channel(models.Model):
    """One account we can be reached at: a mailbox, a form, a phone number.

    `settings` is plain and shaped by the kind's own form (channels_inbox/adapters/<kind>/forms.py);
    passwords and tokens live only in `secrets`, sealed.
    """

    kind = models.CharField(max_length=12, choices=ChannelKind)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    # The address people write to: mail address, number, handle. Empty for forms.
    address = models.CharField(max_length=320, blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="channels")
    settings = models.JSONField(default=dict, blank=True)
    sealed_secrets = models.TextField(blank=True, editable=False)
    # While paused nothing is read and nothing leaves; both wait.
    paused_at = models.DateTimeField(null=True, blank=True)
    # Removed by an administrator. The row stays for what came and went by it; address and secrets are gone.
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    # Why it does not work at the moment, in words an administrator can act on; empty when it does.
    trouble = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                Lower("address"),
                condition=~models.Q(address=""),
                name="channel_address_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, Any]:
        """Passwords and tokens, opened for use. Never log or render the result."""
        return unseal(self.sealed_secrets)

    @secrets.setter
    def secrets(self, values: dict[str, Any]) -> None:
        self.sealed_secrets = seal(values) if values else ""
