"""A webhook: where another program listens."""

from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.forms.versioned import VersionedForm
from tickets.models import Webhook


class WebhookForm(VersionedForm):
    name = forms.CharField(max_length=120)
    url = forms.URLField(max_length=500, assume_scheme="https", label="Address", help_text="Starts with https://.")
    active = forms.BooleanField(required=False, initial=True, label="Rules may call it")

    def apply(self, webhook: Webhook) -> Webhook:
        for name in ("name", "url", "active"):
            setattr(webhook, name, self.cleaned_data[name])
        return webhook


def written(webhook: Webhook) -> dict[str, Any]:
    """Return a webhook as the form's first values."""
    return {"version": webhook.version, "name": webhook.name, "url": webhook.url, "active": webhook.active}
