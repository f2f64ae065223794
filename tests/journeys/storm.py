"""Mail from several senders at once, while the desk's processes are killed."""

from __future__ import annotations

import http.client
import random
import re
import smtplib
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from urllib.parse import urlencode

from tests.journeys.ledger import Ledger
from tests.journeys.running import Desk, eventually

PATIENCE = 45.0


class Sender:
    """A mail server somewhere: keeps each mail until it hears 250, and sends the same bytes again until then."""

    def __init__(self, desk: Desk, ledger: Ledger, mails: list[EmailMessage]) -> None:
        self._desk = desk
        self._ledger = ledger
        self._mails = mails
        self._line: smtplib.SMTP | None = None
        self.attempts = 0

    def send_all(self, may_go_on: Callable[[], bool]) -> None:
        for mail in self._mails:
            eventually(may_go_on, what="the desk to keep up", seconds=PATIENCE)
            eventually(lambda mail=mail: self._send(mail), what=f"250 for {mail['Subject']}", seconds=PATIENCE)  # type: ignore[misc]
            self._ledger.accepted[str(mail["Subject"])] = str(mail.get_content())
        self._hang_up()

    def _send(self, mail: EmailMessage) -> bool:
        self.attempts += 1
        try:
            if self._line is None:
                self._line = smtplib.SMTP("127.0.0.1", self._desk.smtp_port, timeout=10)
            self._line.send_message(mail)
        except (OSError, smtplib.SMTPException):
            self._hang_up()
            return False
        return True

    def _hang_up(self) -> None:
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._line.close()
        self._line = None


class Agent:
    """Somebody with a browser, who presses Send again until the page comes back."""

    def __init__(self, desk: Desk, cookies: dict[str, str]) -> None:
        self._desk = desk
        self._cookies = cookies

    def answer(self, number: int, text: str) -> None:
        """Open the ticket, write, and send the same form until it is taken."""
        page = eventually(lambda: self._ask(f"/agent/tickets/{number}/"), what=f"ticket {number}", seconds=PATIENCE)
        assert page is not None
        form = page[page.index('id="composer_form"') :]
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: id="\w+")? value="([^"]*)"', form))
        [action] = re.findall(r'action="([^"]*)"', form)[:1]
        fields |= {"text": text, "mode": "reply"}
        eventually(lambda: self._ask(action, fields), what=f"an answer in {number}", seconds=PATIENCE)

    def _ask(self, path: str, fields: dict[str, str] | None = None) -> str | None:
        """Return a page, or None when the desk does not answer now."""
        request = urllib.request.Request(self._desk.url + path, data=urlencode(fields).encode() if fields else None)
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise
            return None
        except (OSError, http.client.HTTPException):
            return None


def written(run: str, number: int, rng: random.Random) -> list[EmailMessage]:
    """Write mails of different sizes from as many people, each under a subject of its own."""
    mails = []
    for n in range(number):
        mail = EmailMessage()
        mail["From"] = f"Writer {n} <writer{n}@{run.lower()}.example>"
        mail["To"] = rng.choice(["support@halden.example", "orders@halden.example", "grinders@halden.example"])
        mail["Subject"] = f"{run} {n:03}"
        mail["Message-ID"] = f"<{n}.{run.lower()}@{run.lower()}.example>"
        mail.set_content("\n".join(f"{n}: line {line}" for line in range(rng.choice([1, 3, 400]))))
        mails.append(mail)
    return mails


def send_from_several(desk: Desk, ledger: Ledger, mails: list[EmailMessage], may_go_on: Callable[[], bool]) -> int:
    """Send from four places at once; return how many attempts all mails took."""
    senders = [Sender(desk, ledger, mails[n::4]) for n in range(4)]
    with ThreadPoolExecutor(len(senders)) as threads:
        for sending in [threads.submit(sender.send_all, may_go_on) for sender in senders]:
            sending.result()
    return sum(sender.attempts for sender in senders)


@contextmanager
def killing(desk: Desk, names: list[str], *, progress: Callable[[], int], over: int, seed: int) -> Iterator[list[str]]:
    """Kill these processes, each at a random point of progress from 0 to `over`; yield those killed so far.

    What a killed worker had in hand is due again at once.
    """
    rng = random.Random(seed)
    order = rng.sample(names, len(names))
    moments = sorted(rng.sample(range(over), len(order)))
    killed: list[str] = []
    stop = threading.Event()

    def kill() -> None:
        for name, moment in zip(order, moments, strict=True):
            while progress() < moment:
                if stop.wait(0.02):
                    return
            desk.kill(name)
            killed.append(name)
            if name == "worker":
                let_leases_run_out(desk)

    with ThreadPoolExecutor(1) as thread:
        killer = thread.submit(kill)
        try:
            yield killed
        finally:
            stop.set()
            killer.result()


def let_leases_run_out(desk: Desk) -> None:
    """Turn the clock forward for what a worker held that has just been killed: minutes, in life."""
    desk.rows("UPDATE channels_inbox_outbound SET due_at = now() WHERE state = 'sending' RETURNING 1")
    desk.rows("UPDATE channels_inbox_inbound SET due_at = now() WHERE state = 'pending' AND due_at > now() RETURNING 1")
