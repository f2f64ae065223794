"""Hand letters to a mail server (RFC 5321) and say who took them."""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from django.conf import settings

from channels_inbox.adapters.email.compose import wire_address, write
from channels_inbox.adapters.email.outbox import drop
from channels_inbox.adapters.email.smtp_transaction import Answer, FinalDotSent, Round, transact
from channels_inbox.adapters.email.transport.servers import Server, smtp_server
from channels_inbox.adapters.email.transport.smtp_client import SmtpClient
from channels_inbox.adapters.email.transport.words import words
from channels_inbox.messages import OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.sending import Lost, Refused, Sent, TryLater

log = logging.getLogger(__name__)

# Everything up to the hand-over must be over before the claim's lease of two minutes is.
BEFORE_SECONDS = 100.0
# Many servers end a connection after so many letters.
MOST_LETTERS = 100


class NotOurs(Exception):
    """Another worker owns the row by now."""


def send(channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]) -> Answer:
    """Send one letter over a connection of its own."""
    with Line() as line:
        return line.send(channel, message, on_transmit=on_transmit)


class Line:
    """A connection that is kept from one letter to the next, for mail to many people. For one thread.

    Only a letter that was taken leaves it open; after anything else the next one gets a new connection.
    """

    def __init__(self) -> None:
        self._client: SmtpClient | None = None
        self._server: Server | None = None
        self._letters = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hang_up()

    def send(self, channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]) -> Answer:
        """Send to everybody in To and Cc. `on_transmit` is called just before the server could accept; on False stop.

        Who accepted is never to be written to again; `refused` names those refused for good. A line that breaks after
        the final dot was sent gives `Lost`: nobody knows.
        """
        recipients = list(dict.fromkeys(a.email for a in (*message.to, *message.cc)))
        try:
            letter = write(message)
            for recipient in recipients:
                wire_address(recipient)
        except ValueError as error:
            return Refused(trouble=f"It cannot be sent: {error}")
        if not recipients:
            return Sent()
        server = smtp_server(channel)
        if server is None and settings.MAIL_OUTBOX:
            return drop(letter, message, recipients, on_transmit=on_transmit)
        if server is None:
            return TryLater(trouble="No mail server is set up for sending.")
        handed = False

        def hand_over() -> None:
            nonlocal handed
            if not on_transmit():
                raise NotOurs
            handed = True

        kept = self._keeps(server)
        try:
            answer = self._try(server, channel.address, recipients, letter, hand_over)
            if kept and isinstance(answer, TryLater) and not handed:
                # A kept connection may have been ended by the server meanwhile; that says nothing of this letter.
                answer = self._try(server, channel.address, recipients, letter, hand_over)
        except NotOurs:
            return TryLater(trouble="Another worker is sending it.")
        return answer

    def _try(
        self, server: Server, sender: str, recipients: list[str], letter: bytes, hand_over: Callable[[], None]
    ) -> Answer:
        said = Round()
        try:
            answer = transact(self._open(server), sender, recipients, letter, said, hand_over)
        except FinalDotSent as lost:
            self._drop()
            log.warning("The answer of %s to a letter was lost (%s).", server.host, type(lost.__cause__).__name__)
            return Lost(refused=said.refused)
        except (OSError, smtplib.SMTPException) as error:
            # SMTPException is an OSError today; both are named because nothing here may depend on that.
            self._drop()
            log.warning("A letter could not be handed to %s (%s).", server.host, type(error).__name__)
            return TryLater(refused=said.refused, trouble=words(error, server))
        except BaseException:
            self._drop()
            raise
        if not isinstance(answer, Sent):
            self._hang_up()
        return answer

    def _keeps(self, server: Server) -> bool:
        return self._client is not None and self._server == server and self._letters < MOST_LETTERS

    def _open(self, server: Server) -> SmtpClient:
        """Return the kept connection, or a new one, with its time for one letter."""
        deadline = time.monotonic() + BEFORE_SECONDS
        if self._client is None or not self._keeps(server):
            self._hang_up()
            client = SmtpClient(server, deadline=deadline)
            self._client, self._server, self._letters = client.__enter__(), server, 0
        self._client.begin(deadline)
        self._letters += 1
        return self._client

    def _hang_up(self) -> None:
        """Say goodbye, if there is anybody."""
        client, self._client = self._client, None
        if client is not None:
            client.__exit__(None, None, None)

    def _drop(self) -> None:
        """Close without a word."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError):
                client.close()
