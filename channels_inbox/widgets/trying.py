"""What can be tried of a widget without leaving the desk: whether a site can show it, and whether one does."""

from __future__ import annotations

from django.conf import settings

from channels_inbox.models import Visitor, Widget
from channels_inbox.registry import Check


def try_out(widget: Widget) -> list[Check]:
    """Return what was looked at, each with what is wrong with it."""
    return [
        Check("Sites that may show it", "" if widget.allowed_origins else "None is named, so no page may show it."),
        Check("The way from those sites to here", _unreached(widget)),
        Check("Its line in a page", _unseen(widget)),
    ]


def _unreached(widget: Widget) -> str:
    """Browsers load nothing over plain HTTP into a page that came over TLS, this machine's own pages left out."""
    if settings.SITE_URL.startswith("https:") or settings.SITE_URL.startswith(("http://localhost", "http://127.0.0.1")):
        return ""
    safe = [site for site in widget.allowed_origins if site.startswith("https:")]
    return f"Browsers load nothing from {settings.SITE_URL} into {safe[0]}: the desk needs HTTPS too." if safe else ""


def _unseen(widget: Widget) -> str:
    if widget.channel.paused_at is not None:
        return "It is paused: no page shows it."
    if Visitor.objects.filter(widget=widget).exists():
        return ""
    return "Nobody has opened the chat yet. Put its line into a page, open that page, and press the button."
