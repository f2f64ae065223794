from __future__ import annotations

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from channels_inbox.adapters.email.transport.listener import GRACE_SECONDS, Doors, Listener
from channels_inbox.adapters.email.transport.mailboxes import Mailboxes


class Command(BaseCommand):
    help = "Take mail in by SMTP and LMTP and read the IMAP mailboxes of all email channels, until SIGTERM."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--without-mailboxes", action="store_true", help="leave IMAP to another listener, where several run"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(self._listen(mailboxes=not options["without_mailboxes"]))
        except OSError as error:
            raise CommandError(f"The mail listener cannot start: {error.strerror or error}") from None

    async def _listen(self, *, mailboxes: bool) -> None:
        loop = asyncio.get_running_loop()
        asked = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, asked.set)
        listener = Listener(
            Doors(
                host=settings.SMTP_BIND,
                port=settings.SMTP_PORT,
                lmtp=settings.LMTP_LISTEN,
                hostname=settings.SMTP_HOSTNAME,
                max_bytes=settings.MAIL_MAX_BYTES,
                certificate=settings.SMTP_TLS_CERT,
                key=settings.SMTP_TLS_KEY,
            )
        )
        await listener.start()
        readers = Mailboxes() if mailboxes else None
        if readers:
            readers.start()
        for place in listener.places:
            self.stdout.write(f"Listening on {place}")
        self.stdout.flush()
        await asked.wait()
        stopping = [listener.stop()]
        if readers:
            stopping.append(asyncio.to_thread(readers.stop, seconds=GRACE_SECONDS))
        await asyncio.gather(*stopping)
