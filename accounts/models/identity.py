from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

from accounts.models.customer import Customer


class Identity(models.Model):
    """One address of a person: mail, phone, social handle. Held by one customer at a time."""

    class Kind(models.TextChoices):
        EMAIL = "email", "Email"
        PHONE = "phone", "Phone"
        WHATSAPP = "whatsapp", "WhatsApp"
        MESSENGER = "messenger", "Messenger"
        INSTAGRAM = "instagram", "Instagram"
        TELEGRAM = "telegram", "Telegram"
        VISITOR = "visitor", "Site visitor"
        EXTERNAL = "external", "Your own id"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=320, help_text="Normalised: mail in lower case, phone as +digits.")
    # A date rather than a flag. A From line proves nothing: only a code or link answered, or a
    # signed login, sets it.
    verified_at = models.DateTimeField(null=True, blank=True)
    is_primary = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(OpClass(Upper("value"), name="gin_trgm_ops"), name="identity_value_words")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="identity_held_once"),
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=models.Q(is_primary=True),
                name="identity_one_primary",
            ),
        ]

    def __str__(self) -> str:
        return self.value
