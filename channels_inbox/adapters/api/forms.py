from __future__ import annotations

from channels_inbox.forms.channel import ChannelForm, WebAddress


class SettingsForm(ChannelForm):
    """Another program: it posts what people write to it, and is told what agents answer."""

    kind = "api"
    sentence = "Any program that speaks HTTP"
    plain = ("url",)
    made = {"token": "Token"}
    hooked = True

    url = WebAddress(
        required=False, label="Tell answers to", help_text="Signed posts go there. Empty: answers stay here."
    )
