"""Ask somebody whether they want to hear of incidents."""

from __future__ import annotations

from django import forms

from channels_inbox.forms.versioned import VersionedForm


class SubscriberForm(VersionedForm):
    email = forms.EmailField(max_length=254, help_text="They confirm by a link before they are told anything.")
    url = forms.URLField(
        max_length=500,
        required=False,
        assume_scheme="https",
        label="Webhook",
        help_text="Empty, they are told by mail.",
    )
