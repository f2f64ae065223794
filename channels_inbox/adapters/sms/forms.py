from __future__ import annotations

from typing import Any

from channels_inbox.forms.channel import OneLine, Secret, VendorForm
from channels_inbox.forms.phone import NumberField


class SettingsForm(VendorForm):
    """A number of Twilio's that takes and sends text messages."""

    kind = "sms"
    sentence = "Text messages by Twilio"
    plain = ("base_url", "account_sid", "messaging_service_sid")
    needed = ("auth_token",)
    hooked = True

    address = NumberField(label="Number")
    account_sid = OneLine(max_length=40, label="Account SID")
    messaging_service_sid = OneLine(
        max_length=40, required=False, label="Messaging Service SID", help_text="Only if you send through one."
    )
    auth_token = Secret(label="Auth token", help_text="It also proves that it is Twilio who posts to us.")

    def clean_account_sid(self) -> str:
        given: Any = self.cleaned_data["account_sid"]
        if not given.isalnum():
            self.add_error("account_sid", "It is made of letters and digits, and begins with AC.")
        return str(given)
