"""Halden's chat: the widget on its shop's pages."""

from __future__ import annotations

import os

from accounts.models import Team
from channels_inbox.models import Channel, Widget
from helpdesk.demo.bot import make_bot
from tickets.models.kinds import ChannelKind

SITE_KEY = "halden-shop"
TEAM = "espresso-machines"
_TEXTS = {
    "colour": "#7a4528",
    "title": "Hello",
    "tagline": "What can we help you with?",
    "greeting": "Hello! Ask us about machines, parts or your order.",
    "promise": "minutes",
}


def make_widget() -> None:
    """Put the chat on the demo shop, wherever the runner serves it; does nothing twice."""
    channel, _ = Channel.objects.get_or_create(
        slug="shop-chat",
        defaults={"kind": ChannelKind.CHAT, "name": "Shop chat", "team": Team.objects.filter(slug=TEAM).first()},
    )
    widget, _ = Widget.objects.get_or_create(channel=channel, defaults={"site_key": SITE_KEY, "settings": _TEXTS})
    widget.allowed_origins = sorted({*widget.allowed_origins, *shop_origins()})
    widget.save(update_fields=["allowed_origins"])
    make_bot(channel)


def shop_origins() -> list[str]:
    """Return the origins under which the runner serves the shop."""
    port = os.environ.get("SHOP_PORT", "8090")
    return [f"http://{host}:{port}" for host in ("localhost", "127.0.0.1")]
