"""Write mails the way customers' programs do, and take them through the product's own door."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from typing import Any

from channels_inbox.models import Channel, Inbound
from channels_inbox.processing import process_inbound
from channels_inbox.storing import store_raw

_ids = count(1)


def make_channel(address: str = "support@halden.example", **fields: Any) -> Channel:
    """Make a mail channel whose slug is the address's first part."""
    fields.setdefault("slug", address.partition("@")[0])
    fields.setdefault("name", address)
    return Channel.objects.create(kind="email", address=address, **fields)


def make_mail(
    text: str = "The gauge stays at 4 bar.",
    *,
    sender: str = "Maya Lindqvist <maya@cafenorr.example>",
    to: str = "support@halden.example",
    subject: str = "No pressure after descaling",
    html: str = "",
    message_id: str | None = None,
    **headers: str,
) -> bytes:
    """Return a raw mail. Headers by keyword: in_reply_to="<id>" becomes In-Reply-To; message_id "" leaves it out."""
    # Long ids stay on one line, as most programs write them.
    mail = EmailMessage(policy=SMTP.clone(max_line_length=998))
    if sender:
        mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = "Sat, 21 Nov 2026 07:49:00 +0100"
    if message_id is None:
        message_id = f"<letter-{next(_ids)}@cafenorr.example>"
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return bytes(mail)


def deliver(channel: Channel, raw: bytes, *, external_id: str = "", envelope_to: tuple[str, ...] = ()) -> Inbound:
    """Store a raw mail and read it at once; the row tells what became of it."""
    external_id = external_id or f"test:{next(_ids)}"
    pk, _ = store_raw(channel, external_id=external_id, raw=raw, envelope_to=envelope_to)
    process_inbound(pk)
    return Inbound.objects.get(pk=pk)
