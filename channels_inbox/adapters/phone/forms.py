from __future__ import annotations

from typing import Any

from django import forms

from channels_inbox.forms.channel import OneLine, Secret, VendorForm
from channels_inbox.forms.phone import NumberField
from helpdesk.lib.telephone import is_country

PROVIDERS = [("cti", "A telephone system that posts what happens"), ("twilio", "Twilio Voice, with menus")]


class SettingsForm(VendorForm):
    """A telephone line."""

    kind = "phone"
    sentence = "A telephone line, with menus"
    plain = ("provider", "country", "language", "join_hours", "short_seconds", "record", "account_sid", "base_url")
    made = {"secret": "Secret"}
    hooked = True

    address = NumberField(label="Number")
    provider = forms.ChoiceField(choices=PROVIDERS, label="How calls come")
    country = OneLine(
        max_length=2, min_length=2, required=False, label="Country", help_text="Of numbers without a code, as DE."
    )
    language = OneLine(max_length=10, required=False, label="Language", help_text="Spoken to callers, as en-GB.")
    join_hours = forms.IntegerField(
        min_value=0,
        max_value=720,
        required=False,
        label="Hours to join calls",
        help_text="A caller's next call within these hours joins the same ticket.",
    )
    short_seconds = forms.IntegerField(
        min_value=0,
        max_value=120,
        required=False,
        label="Seconds of a short call",
        help_text="Who hangs up sooner counts as nobody lost in reports. Empty: 5.",
    )
    record = forms.BooleanField(required=False, label="Record calls")
    account_sid = OneLine(max_length=40, required=False, label="Account SID", help_text="For Twilio.")
    auth_token = Secret(label="Auth token", help_text="For Twilio. It also proves who posts to us.")

    def clean_country(self) -> str:
        code = str(self.cleaned_data["country"]).upper()
        if code and not is_country(code):
            raise forms.ValidationError("Two letters of a country, as DE or SE.")
        return code

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("provider") == "twilio":
            if not values.get("account_sid"):
                self.add_error("account_sid", "Twilio needs it.")
            if not values.get("auth_token") and not self._is_set("auth_token"):
                self.add_error("auth_token", "Without it nothing Twilio posts can be believed.")
        return values
