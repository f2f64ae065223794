"""Who may post to a generic API channel, and what they may post."""

from __future__ import annotations

import logging

from channels_inbox.adapters.api.adapter import parse
from channels_inbox.adapters.reading import line, load
from channels_inbox.adapters.signing import require_same, require_secret, require_signed_moment
from channels_inbox.hooking import Arrival, Hook, named
from channels_inbox.models import Channel
from channels_inbox.registry import Unreadable

log = logging.getLogger(__name__)

# Twenty files in base64, within what one request may be at all.
REPORTS = True
MOST_BYTES = 48 * 1024 * 1024
KNOWN = {"", "message", "receipt"}


def verify(hook: Hook, channel: Channel) -> None:
    """Take a signature over the body, or the channel's token where a program cannot sign."""
    secret = require_secret(channel.secrets.get("token", ""))
    signature = hook.headers.get("x-helpdesk-signature", "")
    if signature:
        require_signed_moment(signature, secret, hook.body)
        return
    scheme, _, token = hook.headers.get("authorization", "").partition(" ")
    require_same(token.strip() if scheme.lower() == "bearer" else "", secret)


def split(hook: Hook, channel: Channel) -> list[Arrival]:
    """Return the one thing a request tells. What could never become a message or a receipt is told so at once."""
    given = load(hook.body)
    kind = line(given.get("type"))
    if kind not in KNOWN:
        log.info("Channel %s was told of “%s”, which means nothing here.", channel.slug, kind[:40])
        return []
    if kind == "receipt":
        parse(hook.body, channel)
        told = f"{line(given.get('message'))}:{line(given.get('status'))}"
        return [Arrival(named("receipt", told), hook.body)]
    theirs = line(given.get("id"))
    if not theirs:
        raise Unreadable("“id” is missing: without it the same message sent twice would be two.")
    parse(hook.body, channel)
    return [Arrival(named("message", theirs), hook.body)]


def welcome(hook: Hook) -> str | None:
    """Nobody tries the address by a GET."""
    return None
