"""Somebody with a mail program: writes to the desk, gets its letters, answers them."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from itertools import count

from tests.channels_inbox.transport.sink import Sink
from tests.journeys.running import Desk, eventually

_numbers = count(1)


@dataclass(frozen=True)
class Customer:
    """A name, an address, and the mail server that takes letters for it."""

    name: str
    email: str
    desk: Desk
    sink: Sink

    def write(self, subject: str, text: str, *, to: str = "support@halden.example", html: str = "") -> EmailMessage:
        """Write a mail as a mail program does."""
        mail = EmailMessage()
        mail["From"] = f"{self.name} <{self.email}>"
        mail["To"] = to
        mail["Subject"] = subject
        mail["Message-ID"] = make_msgid(domain=self.email.partition("@")[2])
        mail.set_content(text)
        if html:
            mail.add_alternative(html, subtype="html")
        return mail

    def answer(self, letter: EmailMessage, text: str) -> EmailMessage:
        """Write an answer to a letter: to its Reply-To, in its thread, with its text quoted below."""
        body = letter.get_body(preferencelist=("plain",))
        assert body is not None
        quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines())
        subject = str(letter["Subject"])
        mail = self.write(
            subject if subject.startswith("Re:") else f"Re: {subject}",
            f"{text}\n\nOn Monday, {letter['From']} wrote:\n{quoted}",
            to=str(letter["Reply-To"] or letter["From"]),
        )
        mail["In-Reply-To"] = letter["Message-ID"]
        mail["References"] = f"{letter['References'] or ''} {letter['Message-ID']}".strip()
        return mail

    def send(self, mail: EmailMessage) -> None:
        """Hand the mail to the desk's own mail listener."""
        with smtplib.SMTP("127.0.0.1", self.desk.smtp_port, timeout=20) as server:
            server.send_message(mail)

    def letters(self) -> list[EmailMessage]:
        """Return every letter that has arrived for this address, oldest first."""
        return [taken.message for taken in list(self.sink.taken) if self.email in taken.recipients]

    def wait_for_letters(self, number: int, *, seconds: float = 30) -> list[EmailMessage]:
        """Return the letters once so many have arrived, and no more."""
        eventually(lambda: len(self.letters()) >= number, what=f"letter {number} to {self.email}", seconds=seconds)
        arrived = self.letters()
        assert len(arrived) == number, [letter["Subject"] for letter in arrived]
        return arrived


def new_address(name: str) -> str:
    """Return an address nobody has used before on this desk."""
    return f"{name.split()[0].lower()}.{next(_numbers)}@cafe-{next(_numbers)}.example"
