"""Keep one mailbox read: connect, collect, wait for news, and come back after any trouble."""

from __future__ import annotations

import logging
import os
import random
import select
import threading
from contextlib import suppress

from django.db import Error as DatabaseError
from django.db import connections

from channels_inbox.adapters.email.transport import trouble
from channels_inbox.adapters.email.transport.collecting import Collector
from channels_inbox.adapters.email.transport.database import in_database
from channels_inbox.adapters.email.transport.imap_client import ImapClient, open_mailbox
from channels_inbox.adapters.email.transport.plan import Plan
from channels_inbox.adapters.email.transport.words import words
from channels_inbox.models import Channel

log = logging.getLogger(__name__)

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 60.0
# Servers may drop an idle client after 29 minutes (RFC 2177); routers forget it sooner.
IDLE_SECONDS = 240.0
# News that comes while IDLE is being entered can hide in a buffer: after each look, look again soon, once.
SETTLING_SECONDS = 3.0


class Reader(threading.Thread):
    """Reads the mailbox of one channel until stopped. Two readers of one mailbox do no harm."""

    def __init__(self, channel: Channel, plan: Plan) -> None:
        super().__init__(name=f"mailbox-{channel.slug}", daemon=True)
        self._channel = channel
        self._plan = plan
        self._collector = Collector(channel, plan)
        self._wake, self._woken = os.pipe()
        self._stopping = False
        self._works = False

    def stop(self) -> None:
        """Ask the thread to end after the mail in hand; join it to wait."""
        self._stopping = True
        os.write(self._woken, b"s")

    def run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping:
            self._works = False
            try:
                with open_mailbox(self._plan.server) as client:
                    self._stay(client)
            except DatabaseError as error:
                log.error("Mail of %s cannot be stored (%s).", self._channel, type(error).__name__)
            except Exception as error:
                self._complain(error)
            finally:
                connections.close_all()
            pause = FIRST_PAUSE if self._works else pause
            self._sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311  # readers shall not come back all at once
            pause = min(pause * 2, LONGEST_PAUSE)

    def _stay(self, client: ImapClient) -> None:
        """Collect and wait, again and again, on one connection."""
        settled = False
        while not self._stopping:
            new = in_database(lambda: self._collector.collect(client))
            trouble.report(self._channel.pk, "")
            self._works = True
            # Nothing is held while waiting: many mailboxes must not hold many connections.
            connections.close_all()
            self._wait(client, settled=settled and not new)
            settled = not new

    def _wait(self, client: ImapClient, *, settled: bool) -> None:
        if not (self._plan.idle and client.has_capability("IDLE")):
            self._sleep(self._plan.poll_seconds)
            return
        client.idle()
        seconds = min(IDLE_SECONDS, self._plan.poll_seconds) if settled else SETTLING_SECONDS
        self._sleep(seconds, client)
        client.idle_done()

    def _sleep(self, seconds: float, client: ImapClient | None = None) -> None:
        """Wait, but not past a stop or, when idling, past the server's next word."""
        watched = [self._wake, *([client.socket()] if client else [])]
        with suppress(InterruptedError):
            select.select(watched, [], [], seconds)

    def _complain(self, error: Exception) -> None:
        text = words(error, self._plan.server)
        log.warning("Mailbox of %s: %s", self._channel, text)
        with suppress(DatabaseError):
            in_database(lambda: trouble.report(self._channel.pk, text))
