"""Ask Telegram who the bot is, and tell it where to post: https://core.telegram.org/bots/api#setwebhook."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from channels_inbox.adapters.asking import ask
from channels_inbox.adapters.calling import as_json
from channels_inbox.adapters.telegram import bot
from channels_inbox.models import Channel
from channels_inbox.registry import Check


def try_out(channel: Channel) -> list[Check]:
    """Telegram learns our address by this; told the same again it changes nothing."""
    told = {
        "url": settings.SITE_URL + reverse("hook", args=[channel.kind, channel.slug]),
        "secret_token": channel.secrets.get("secret_token", ""),
        "allowed_updates": ["message"],
    }
    return [
        Check("The bot's token", _asked(channel, "getMe", {})),
        Check("Telegram posts to us", _asked(channel, "setWebhook", told)),
    ]


def _asked(channel: Channel, method: str, values: dict[str, object]) -> str:
    status, said, trouble = ask("POST", bot.method(channel, method), body=as_json(values))
    return trouble or ("" if status == 200 else bot.described(said, status))
