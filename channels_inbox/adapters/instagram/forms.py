from __future__ import annotations

from channels_inbox.forms.channel import OneLine, Secret, VendorForm


class SettingsForm(VendorForm):
    """Direct messages to a professional account."""

    kind = "instagram"
    sentence = "Direct messages to a professional account"
    plain = ("base_url", "account_id", "sending_id")
    needed = ("access_token", "app_secret")
    made = {"verify_token": "Verify token"}
    hooked = True

    address = OneLine(max_length=80, label="Name", help_text="As customers know it: @haldencoffee.")
    account_id = OneLine(max_length=40, label="Instagram account ID")
    sending_id = OneLine(max_length=40, required=False, label="Page ID", help_text="Of the page it is linked to.")
    access_token = Secret(label="Page access token")
    app_secret = Secret(label="App secret", help_text="From the app's basic settings. It proves who posts to us.")
