from __future__ import annotations

import secrets

from django.db import models

from accounts.models import Customer
from channels_inbox.models.widget import Widget


def new_public_id() -> str:
    return secrets.token_hex(10)


class Visitor(models.Model):
    """One browser (or app) at one widget. It proves itself by a token of which only a hash is kept."""

    widget = models.ForeignKey(Widget, models.CASCADE, related_name="visitors")
    # Known from a signed identity, else from the first message on: whoever only looks is nobody's customer.
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="visits")
    public_id = models.CharField(max_length=20, unique=True, default=new_public_id)
    token_hash = models.CharField(max_length=64, unique=True)
    # Set when the site's server has signed who this is; only then are earlier conversations shown.
    verified_at = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=120, blank=True)
    # As typed or signed; where answers go when they have left. A typed one proves nothing.
    email = models.CharField(max_length=320, blank=True)
    # Where they are now, cut and cleaned: shown to agents, believed by nobody.
    page_url = models.CharField(max_length=1000, blank=True)
    page_title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=16, blank=True)
    # Noted in steps of some seconds, by their socket and by every question they ask.
    seen_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.public_id
