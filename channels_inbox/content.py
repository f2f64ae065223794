"""What a message says, in the form tickets keep."""

from __future__ import annotations

from channels_inbox.messages import InboundMessage
from helpdesk.lib.html import SANITISER_VERSION, sanitise
from tickets.operations.messages import Content, Html, NewFile


def content_of(message: InboundMessage) -> Content:
    """Return the content of a message; HTML is cleaned here, once, and never again per view."""
    html = None
    if message.html and message.html.strip():
        clean = sanitise(message.html)
        html = Html(
            source=message.html.replace("\x00", ""),
            cleaned=clean,
            sanitiser=SANITISER_VERSION,
            has_remote="data-remote-src=" in clean,
        )
    files = [NewFile(f.name, f.content_type, f.content, f.inline, f.content_id) for f in message.attachments]
    return Content(text=message.text, reply_text=message.reply_text, html=html, files=files)
