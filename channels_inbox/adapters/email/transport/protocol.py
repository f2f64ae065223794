"""The SMTP and LMTP conversation (RFC 5321, RFC 2033), on top of aiosmtpd."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, syntax

from channels_inbox.adapters.email.transport.data import CHUNK, read_data
from channels_inbox.adapters.email.transport.routing import RecentOwners
from channels_inbox.adapters.email.transport.traffic import Hold, Traffic
from channels_inbox.models import Channel

IDLE_SECONDS = 300  # RFC 5321, 4.5.3.2.7
# RFC 5321 asks for 512 octets and more for each extension; our reply addresses are long.
COMMAND_OCTETS = 2048


class Letter(Envelope):
    """One mail on its way in: accepted recipients, and the channel each belongs to."""

    def __init__(self) -> None:
        super().__init__()
        self.channels: list[Channel] = []  # beside rcpt_tos
        self.declared_bytes = 0
        self.raw = b""


class Smtp(SMTP):
    """One connection. The handler decides about recipients and stores the mail."""

    # What may wait unread in memory; also the longest line of DATA in aiosmtpd, whose DATA we replace.
    line_length_limit = CHUNK
    per_recipient = False

    envelope: Letter

    def __init__(self, handler: Any, *, traffic: Traffic, max_bytes: int, **options: Any) -> None:
        self.traffic = traffic
        self.max_bytes = max_bytes
        # From DATA until our answer: a stop waits for this.
        self.busy = False
        self.owners = RecentOwners()
        options |= {"enable_SMTPUTF8": True, "timeout": IDLE_SECONDS, "ident": "ready", "data_size_limit": max_bytes}
        super().__init__(handler, **options)
        # The library's own table is shared by all connections and grows with every EHLO.
        self.command_size_limits = defaultdict(lambda: COMMAND_OCTETS)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        full = self.traffic.full and self not in self.traffic.sessions
        super().connection_made(transport)
        if full:
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
            transport.close()
        else:
            self.traffic.sessions.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        self.traffic.sessions.discard(self)
        super().connection_lost(error)

    def hang_up(self) -> None:
        """Close the connection; a client in the middle of a mail tries again later."""
        if self.transport is not None:
            self.transport.close()

    async def handle_exception(self, error: Exception) -> str:
        return str(await self.event_handler.handle_exception(error))

    def _create_envelope(self) -> Letter:
        return Letter()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        self.busy = True
        # Reading has its own, stricter clock; storing takes as long as the database needs.
        if self._timeout_handle is not None:
            self._timeout_handle.cancel()
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._take_mail(self.envelope)
        finally:
            self.busy = False
        self._reset_timeout()
        self.envelope = self._create_envelope()

    async def _take_mail(self, letter: Letter) -> None:
        with Hold(self.traffic) as hold:
            try:
                data = await read_data(self._reader, limit=self.max_bytes, hold=hold)
            except TimeoutError:
                await self.push("421 4.4.2 Waited too long for the rest of the mail")
                self.hang_up()
                return
            if data.refusal:
                answers = [data.refusal] * (len(letter.rcpt_tos) if self.per_recipient else 1)
            else:
                letter.raw = data.content
                answers = await self._call_handler_hook("DATA")
            await self.push("\r\n".join(answers))
        if data.hasty:
            self.hang_up()


class Lmtp(Smtp):
    """Local delivery from a mail server: one answer for each recipient (RFC 2033)."""

    per_recipient = True

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:
        await super().smtp_EHLO(arg)

    async def smtp_HELO(self, arg: str) -> None:
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def smtp_EHLO(self, arg: str) -> None:
        await self.push("500 5.5.1 This is LMTP: say LHLO")


def extensions(answers: Sequence[str]) -> list[str]:
    """Return an EHLO answer without what we do not offer: an AUTH line with no mechanism."""
    return [answer for answer in answers if not answer[4:].startswith("AUTH")]
