from __future__ import annotations

from django import forms

from channels_inbox.forms.channel import ChannelForm


class SettingsForm(ChannelForm):
    """The contact form of the help centre."""

    kind = "web_form"
    sentence = "The form of the help centre"
    plain = ("acknowledge",)
    only = True

    acknowledge = forms.BooleanField(required=False, initial=True, label="Answer with “We have your message”")
