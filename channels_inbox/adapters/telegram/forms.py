from __future__ import annotations

from channels_inbox.forms.channel import OneLine, Secret, VendorForm


class SettingsForm(VendorForm):
    """A bot, as BotFather made it."""

    kind = "telegram"
    sentence = "A bot people write to"
    plain = ("base_url",)
    needed = ("bot_token",)
    made = {"secret_token": ""}
    hooked = True

    address = OneLine(max_length=64, label="Bot", help_text="Its name, as @halden_bot.")
    bot_token = Secret(label="Token", help_text="BotFather shows it when the bot is made.")
