from __future__ import annotations

from channels_inbox.forms.channel import OneLine, Secret, VendorForm


class SettingsForm(VendorForm):
    """Messages to a Facebook page."""

    kind = "messenger"
    sentence = "Messages to a Facebook page"
    plain = ("base_url", "account_id")
    needed = ("access_token", "app_secret")
    made = {"verify_token": "Verify token"}
    hooked = True

    address = OneLine(max_length=80, label="Name", help_text="As customers know it: @haldencoffee.")
    account_id = OneLine(max_length=40, label="Page ID")
    access_token = Secret(label="Page access token")
    app_secret = Secret(label="App secret", help_text="From the app's basic settings. It proves who posts to us.")
