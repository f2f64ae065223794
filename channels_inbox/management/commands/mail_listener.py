from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from channels_inbox.adapters.email.transport.listener import Doors, Listener


class Command(BaseCommand):
    help = "Take mail in by SMTP and LMTP and read the IMAP mailboxes of all email channels, until SIGTERM."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(self._listen())
        except OSError as error:
            raise CommandError(f"The mail listener cannot start: {error.strerror or error}") from None

    async def _listen(self) -> None:
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
        for place in listener.places:
            self.stdout.write(f"Listening on {place}")
        self.stdout.flush()
        await asked.wait()
        await listener.stop()
