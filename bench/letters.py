"""The mail every ingest figure is measured with: text, HTML and a PDF, 46 KiB as sent, each from somebody new."""

from __future__ import annotations

import random
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

_WORDS = [
    "machine",
    "pressure",
    "grinder",
    "filter",
    "order",
    "invoice",
    "water",
    "steam",
    "boiler",
    "valve",
    "gasket",
    "tray",
    "pump",
    "scale",
    "part",
]


def letter(number: int, *, seed: int = 1, to: str = "support@halden.example") -> bytes:
    """Return one raw mail; the same number and seed give the same mail."""
    luck = random.Random(f"{seed}-{number}")
    mail = EmailMessage(policy=SMTP.clone(max_line_length=998))
    mail["From"] = f"Person {number} <person{seed}-{number}@shop{number % 97}.example>"
    mail["To"] = to
    mail["Subject"] = " ".join(luck.choices(_WORDS, k=5)).capitalize()
    mail["Date"] = formatdate(1_795_000_000 + number)
    mail["Message-ID"] = f"<{seed}.{number}.{luck.getrandbits(64):x}@shop.example>"
    lines = [" ".join(luck.choices(_WORDS, k=12)) for _ in range(12)]
    mail.set_content("\n".join(lines))
    body = "".join(f'<p style="margin:0"><b>{line[:20]}</b>{line[20:]}</p>' for line in lines)
    mail.add_alternative(f"<html><body>{body}</body></html>", subtype="html")
    mail.add_attachment(luck.randbytes(32 * 1024), maintype="application", subtype="pdf", filename="invoice.pdf")
    return bytes(mail)
