from __future__ import annotations

from channels_inbox.forms.channel import OneLine, Secret, VendorForm
from channels_inbox.forms.phone import NumberField


class SettingsForm(VendorForm):
    """A number of the WhatsApp Business Platform (Cloud API)."""

    kind = "whatsapp"
    sentence = "A number of the Cloud API"
    plain = ("base_url", "phone_number_id", "business_account_id")
    needed = ("access_token", "app_secret")
    made = {"verify_token": "Verify token"}
    hooked = True

    address = NumberField(label="Number")
    phone_number_id = OneLine(
        max_length=40, label="Phone number ID", help_text="From API Setup in the app's dashboard."
    )
    business_account_id = OneLine(
        max_length=40, required=False, label="Business account ID", help_text="Needed for templates."
    )
    access_token = Secret(label="Access token", help_text="Of a system user, so that it does not run out.")
    app_secret = Secret(label="App secret", help_text="From the app's basic settings. It proves who posts to us.")
