"""A real SMTP server that does what a test tells it, and remembers every letter it took."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult


@dataclass(frozen=True)
class Taken:
    sender: str
    recipients: list[str]
    raw: bytes
    encrypted: bool

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


@dataclass
class Sink:
    """`taken` is the ledger. The other fields are orders; set them before sending."""

    host: str = "127.0.0.1"
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    # Recipient -> the answer to RCPT; and the answer to the final dot.
    to_recipient: dict[str, str] = field(default_factory=dict)
    to_letter: str = "250 OK"
    # Take the letter, then close the line without a word.
    hang_up_after_letter: bool = False
    # Close the line when the text is still coming.
    hang_up_at_data: bool = False
    password: str = ""
    # So many letters over one connection, then it is ended; 0 is as many as come.
    most_letters: int = 0
    # Having taken a letter, do not say so until the test lets go.
    stall: bool = False
    # Seconds to think before a letter is taken, and again before that is said.
    dawdle: float = 0.0
    has_letter: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    connections: int = 0
    clear_text: list[bytes] = field(default_factory=list)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        session.letters = getattr(session, "letters", 0) + 1
        if 0 < self.most_letters < session.letters:
            return "421 4.7.0 Too many letters on this connection"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        answer = self.to_recipient.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.dawdle)
        if self.to_letter.startswith("2"):
            sender = envelope.mail_from if envelope.mail_from != "<>" else ""
            self.taken.append(Taken(sender, envelope.rcpt_tos, envelope.content, session.ssl is not None))
        if self.stall:
            self.has_letter.set()
            await asyncio.to_thread(self.go_on.wait, 30)
        await asyncio.sleep(self.dawdle)
        if self.hang_up_after_letter:
            server.transport.abort()
        return self.to_letter

    def check(self, server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        if login.password.decode() == self.password:
            return AuthResult(success=True)
        # The worst a server can do: repeat what it was told.
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 wrong: {login.password.decode()}")


class _Session(SMTP):
    """Notes what came in clear text."""

    def data_received(self, data: bytes) -> None:
        if self._tls_protocol is None:
            self.event_handler.clear_text.append(data)
        super().data_received(data)

    async def smtp_DATA(self, arg: str | None) -> None:
        if self.event_handler.hang_up_at_data:
            await self.push("354 go on")
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


@contextmanager
def smtp_sink(*, certificate: tuple[Path, Path] | None = None, password: str = "") -> Iterator[Sink]:
    """Run a sink in a thread. With a certificate it offers STARTTLS, and may want a login then."""
    sink = Sink(password=password)
    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(*certificate)
    loop = asyncio.new_event_loop()

    def session() -> SMTP:
        sink.connections += 1
        return _Session(
            sink,
            hostname="sink",
            loop=loop,
            tls_context=tls,
            auth_required=bool(password),
            authenticator=sink.check,
            data_size_limit=100_000_000,
        )

    server = loop.run_until_complete(loop.create_server(session, sink.host, 0))
    sink.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield sink
    finally:
        sink.go_on.set()
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _close(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
