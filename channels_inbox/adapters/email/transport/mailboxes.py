"""Have one reader for each mailbox that is to be read, whatever administrators change meanwhile."""

from __future__ import annotations

import logging
import threading

from django.db import Error as DatabaseError
from django.db import connections

from channels_inbox.adapters.email.transport.database import in_database
from channels_inbox.adapters.email.transport.plan import Plan, plan_of
from channels_inbox.adapters.email.transport.reader import Reader
from channels_inbox.models import Channel

log = logging.getLogger(__name__)

CHECK_SECONDS = 5.0


class Mailboxes(threading.Thread):
    """Starts, replaces and stops readers as the channels' settings say."""

    def __init__(self) -> None:
        super().__init__(name="mailboxes", daemon=True)
        self._stop_asked = threading.Event()
        self._readers: dict[int, tuple[Plan, Reader]] = {}

    def run(self) -> None:
        while not self._stop_asked.is_set():
            try:
                self._follow(in_database(_wanted))
            except DatabaseError as error:
                log.error("The list of mailboxes cannot be read (%s).", type(error).__name__)
            finally:
                connections.close_all()
            self._stop_asked.wait(CHECK_SECONDS)
        self._follow({})

    def stop(self, *, seconds: float) -> None:
        """End all readers, waiting at most so long for the mails they have in hand."""
        self._stop_asked.set()
        self.join(seconds)

    def _follow(self, wanted: dict[int, tuple[Plan, Channel]]) -> None:
        leaving = [
            reader
            for pk, (plan, reader) in self._readers.items()
            if pk not in wanted or wanted[pk][0] != plan or not reader.is_alive()
        ]
        for reader in leaving:
            reader.stop()
        for reader in leaving:
            reader.join(5)
        self._readers = {pk: entry for pk, entry in self._readers.items() if entry[1] not in leaving}
        for pk, (plan, channel) in wanted.items():
            if pk not in self._readers:
                reader = Reader(channel, plan)
                self._readers[pk] = (plan, reader)
                reader.start()


def _wanted() -> dict[int, tuple[Plan, Channel]]:
    found: dict[int, tuple[Plan, Channel]] = {}
    for channel in Channel.objects.filter(kind="email", paused_at=None):
        try:
            plan = plan_of(channel)
        except (KeyError, ValueError) as error:
            # Another SECRET_KEY, or settings nobody can read: one channel must not stop the others.
            log.error("The mailbox settings of %s cannot be used: %s", channel, type(error).__name__)
            continue
        if plan is not None:
            found[channel.pk] = (plan, channel)
    return found
