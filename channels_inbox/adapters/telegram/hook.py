"""What Telegram posts to us: https://core.telegram.org/bots/api#setwebhook."""

from __future__ import annotations

import logging

from channels_inbox.adapters.reading import inner, line, load
from channels_inbox.adapters.signing import require_same, require_secret
from channels_inbox.hooking import Arrival, Hook, named
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

log = logging.getLogger(__name__)

REPORTS = False
MOST_BYTES = 1024 * 1024


def verify(hook: Hook, channel: Channel) -> None:
    """Telegram repeats the secret we gave it when the address was set."""
    secret = require_secret(channel.secrets.get("secret_token", ""))
    require_same(hook.headers.get("x-telegram-bot-api-secret-token", ""), secret)


def split(hook: Hook, channel: Channel) -> list[Arrival]:
    """An update is one event. Groups, edits and buttons are nothing a ticket is made of."""
    update = load(hook.body)
    number = line(update.get("update_id"))
    if not number:
        raise Unreadable("It is no update of Telegram's.")
    if inner(update, "message", "chat").get("type") != "private":
        kinds = sorted(set(update) - {"update_id"})
        log.info("Channel %s was told of %s, which means nothing here.", channel.slug, ", ".join(kinds)[:80])
        return []
    return [Arrival(named("update", number), hook.body)]


def welcome(hook: Hook) -> str | None:
    """Nobody tries the address by a GET."""
    return None
