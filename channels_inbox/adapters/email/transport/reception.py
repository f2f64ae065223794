"""Take mail for our own addresses only, and answer 250 only after it is committed."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from contextlib import nullcontext
from typing import TypeVar

from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone

from channels_inbox.adapters.email.transport.data import TOO_BIG
from channels_inbox.adapters.email.transport.database import in_database
from channels_inbox.adapters.email.transport.protocol import Letter, Smtp, extensions
from channels_inbox.adapters.email.transport.routing import channel_for, max_bytes
from channels_inbox.models import Channel
from channels_inbox.storing import store_raw

log = logging.getLogger(__name__)

MAX_RECIPIENTS = 100
NOT_NOW = "451 4.3.0 The mail cannot be stored at the moment, try again later"

T = TypeVar("T")

_TRACED = re.compile(rb"^(?:message-id|received):", re.IGNORECASE | re.MULTILINE)


class Reception:
    """What aiosmtpd asks for each command. The database is only touched from `threads`."""

    def __init__(self, threads: Executor) -> None:
        self._threads = threads

    async def handle_EHLO(self, server: Smtp, session: object, letter: Letter, host: str, said: list[str]) -> list[str]:
        assert server.session is not None
        server.session.host_name = host
        return extensions(said)

    async def handle_MAIL(self, server: Smtp, session: object, letter: Letter, address: str, options: list[str]) -> str:
        letter.mail_from = address
        letter.mail_options.extend(options)
        sizes = [option.partition("=")[2] for option in options if option.upper().startswith("SIZE=")]
        letter.declared_bytes = int(sizes[0]) if sizes else 0
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server: Smtp, session: object, letter: Letter, address: str, options: list[str]) -> str:
        if len(letter.rcpt_tos) >= MAX_RECIPIENTS:
            return "452 4.5.3 Too many recipients, send the rest in another mail"
        channel = server.owners.get(address)
        if channel is None:
            try:
                channel = await self._in_thread(lambda: channel_for(_text(address)))
            except DatabaseError as error:
                return _not_now(error)
            if channel is None:
                return "550 5.1.1 No such mailbox here"
            server.owners.put(address, channel)
        if channel.paused_at:
            return "450 4.2.1 This mailbox is paused, try again later"
        if letter.declared_bytes > max_bytes(channel):
            return TOO_BIG.format(limit=max_bytes(channel))
        letter.rcpt_tos.append(_text(address))
        letter.channels.append(channel)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Smtp, session: object, letter: Letter) -> list[str]:
        """Return one answer, or one for each recipient where the protocol asks for it."""
        limits = [max_bytes(channel) for channel in letter.channels]
        fits = [len(letter.raw) <= limit for limit in limits]
        if not server.per_recipient and not all(fits):
            # One answer must do for everybody: the sender hears of it rather than one mailbox missing it.
            return [TOO_BIG.format(limit=min(limits))]
        taken = [
            (channel, address)
            for channel, address, fit in zip(letter.channels, letter.rcpt_tos, fits, strict=True)
            if fit
        ]
        try:
            await self._in_thread(lambda: keep(taken, raw=letter.raw, sender=_text(letter.mail_from or "")))
        except DatabaseError as error:
            good = _not_now(error)
        else:
            good = "250 2.0.0 OK, kept"
        if not server.per_recipient:
            return [good]
        return [good if fit else TOO_BIG.format(limit=limit) for fit, limit in zip(fits, limits, strict=True)]

    async def handle_exception(self, error: Exception) -> str:
        log.error("The mail listener failed in a session.", exc_info=error)
        return "451 4.3.0 Something went wrong here, try again later"

    async def _in_thread(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, in_database, job)


def keep(taken: list[tuple[Channel, str]], *, raw: bytes, sender: str) -> None:
    """Store one row for each channel, all or none: a mail to two of our addresses belongs to both."""
    by_channel: dict[int, list[str]] = {}
    for channel, address in taken:
        by_channel.setdefault(channel.pk, []).append(address)
    channels = {channel.pk: channel for channel, _ in taken}
    with transaction.atomic() if len(by_channel) > 1 else nullcontext():
        # In one order everywhere, so that two mails to the same mailboxes cannot deadlock.
        for pk in sorted(by_channel):
            store_raw(
                channels[pk],
                external_id=fingerprint("smtp", raw, sender=sender, recipients=by_channel[pk]),
                raw=raw,
                envelope_from=sender,
                envelope_to=by_channel[pk],
            )


def fingerprint(way: str, raw: bytes, *, sender: str, recipients: Iterable[str]) -> str:
    """Return the key of a delivery that has no other: a client that heard no answer sends the same again.

    A machine may send the very same bytes every day and mean it: without a Message-ID or a trace of its way
    (Received), only the same day's are taken for one.
    """
    digest = hashlib.sha256(raw)
    for part in (sender, *sorted(recipients)):
        digest.update(b"\0" + part.encode("utf-8", "surrogateescape"))
    if not _TRACED.search(raw[: raw.find(b"\r\n\r\n") if b"\r\n\r\n" in raw else 65536]):
        digest.update(f"{timezone.now():%Y-%m-%d}".encode())
    return f"{way}:{digest.hexdigest()}"


def _text(address: str) -> str:
    """Return an envelope address as the database takes it: no lone surrogates, no NUL."""
    return address.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\x00", "")


def _not_now(error: Exception) -> str:
    log.error("Mail could not be stored (%s); the sender will try again.", type(error).__name__)
    return NOT_NOW
