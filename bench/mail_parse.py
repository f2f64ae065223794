"""Mails a second through the mail core on one core: parse, reply text, cleaned HTML.

Run `python -m bench.mail_parse`. The three shapes are those of the performance notes: plain text of about 3 KiB, a mix,
and text + HTML + a 32 KiB PDF (46 KiB in all). The standard library's parsers stand beside it, in the same run.
"""

# ruff: noqa: E501 - tables
from __future__ import annotations

import email
import email.policy
import os
import random
import time
from collections.abc import Callable
from email.message import EmailMessage

import nh3

from channels_inbox.adapters.email.parse import parse
from helpdesk.lib.html import sanitise

SECONDS = 2.0
WORDS = [
    "the",
    "grinder",
    "is",
    "loud",
    "since",
    "Monday",
    "please",
    "tell",
    "us",
    "whether",
    "a",
    "new",
    "burr",
    "fits",
    "model",
    "H2",
    "thank",
    "you",
    "kindly",
]


def sentences(count: int, seed: int) -> str:
    chosen = random.Random(seed)
    return "\n".join(" ".join(chosen.choices(WORDS, k=12)).capitalize() + "." for _ in range(count))


def written(text: str, html: str = "", file: bytes = b"") -> bytes:
    message = EmailMessage(policy=email.policy.SMTP)
    message["Return-Path"] = "<vera@blum.example>"
    for hop in range(5):
        message["Received"] = (
            f"from mx{hop}.blum.example by mx.halden.example with ESMTPS id {hop}; Mon, 3 Nov 2025 09:15:0{hop} +0100"
        )
    message["DKIM-Signature"] = "v=1; a=rsa-sha256; d=blum.example; s=s1; h=from:to:subject; bh=abc=; b=" + "A" * 300
    message["From"] = "Vera Blüm <vera@blum.example>"
    message["To"] = "Halden Support <help@halden.example>"
    message["Subject"] = "Re: [Halden #1042] Die Mühle ist zu laut"
    message["Message-ID"] = "<abc.123@blum.example>"
    message["References"] = " ".join(f"<t1042.{n}@halden.example>" for n in range(5))
    message["In-Reply-To"] = "<t1042.4@halden.example>"
    message["Date"] = "Mon, 03 Nov 2025 09:15:00 +0100"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if file:
        message.add_attachment(file, maintype="application", subtype="pdf", filename="Rechnung März.pdf")
    return message.as_bytes()


def shapes() -> dict[str, list[bytes]]:
    quoted = sentences(14, 2).replace("\n", "\n> ")
    answer = f"{sentences(14, 1)}\n\nOn Mon, Nov 3, 2025 at 9:15 AM Halden <help@halden.example> wrote:\n\n> {quoted}\n"
    paragraphs = "".join(
        f'<p style="color:#333;margin:0">{line} <b>H2</b></p>' for line in sentences(12, 3).split("\n")
    )
    html = f'<html><body><div dir="ltr">{paragraphs}<img src="https://x.example/a.png"></div></body></html>'
    plain = written(answer)
    rich = written(sentences(10, 4), html)
    full = written(sentences(10, 5), html, random.Random(6).randbytes(32 * 1024))
    return {"plain, 3 KiB": [plain], "mix": [plain, plain, rich, full], "text+html+32 KiB PDF": [full]}


def ours(raw: bytes) -> None:
    message = parse(raw)
    if message.html:
        sanitise(message.html)


def stdlib(policy: email.policy.Policy) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        message = email.message_from_bytes(raw, policy=policy)
        for part in message.walk():
            if not part.is_multipart():
                content = part.get_payload(decode=True)
                if part.get_content_type() == "text/html":
                    nh3.clean(content.decode("utf-8", "replace"))  # type: ignore[union-attr]

    return read


def per_second(read: Callable[[bytes], None], mails: list[bytes]) -> float:
    for raw in mails:
        read(raw)
    done = 0
    started = time.process_time()
    while (spent := time.process_time() - started) < SECONDS:
        for raw in mails:
            read(raw)
        done += len(mails)
    return done / spent


def main() -> None:
    print(
        f"{'shape':24}{'KiB':>6}{'ours: all':>14}{'compat32':>14}{'policy.default':>16}   mails/s of CPU, pid {os.getpid()}"
    )
    for name, mails in shapes().items():
        size = sum(map(len, mails)) / len(mails) / 1024
        rates = [
            per_second(read, mails) for read in (ours, stdlib(email.policy.compat32), stdlib(email.policy.default))
        ]
        print(f"{name:24}{size:6.1f}{rates[0]:14,.0f}{rates[1]:14,.0f}{rates[2]:16,.0f}")


if __name__ == "__main__":
    main()
