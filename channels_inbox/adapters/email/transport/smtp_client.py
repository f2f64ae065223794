"""One connection to a mail server, on which every step has its time."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from contextlib import suppress
from types import TracebackType

from django.conf import settings

from channels_inbox.adapters.email.transport.connecting import connect
from channels_inbox.adapters.email.transport.servers import Server

STEP_SECONDS = 30.0


class SmtpClient(smtplib.SMTP):
    """Connects, encrypts and signs in on entering; says goodbye on leaving.

    `deadline` (monotonic seconds) bounds all steps together: a server that answers each of them slowly must not
    outlast the claim on what is being sent. Encryption that was asked for is had, or nothing is sent (RFC 8314).
    """

    def __init__(self, server: Server, *, deadline: float) -> None:
        self._server = server
        self._deadline = deadline
        super().__init__(local_hostname=settings.SMTP_HOSTNAME, timeout=STEP_SECONDS)
        self._host = server.host  # what certificates are checked against

    def __enter__(self) -> SmtpClient:
        server = self._server
        try:
            code, _ = self.connect(server.host, server.port)
            if code != 220:
                raise smtplib.SMTPServerDisconnected("no welcome")
            self.step()
            self.ehlo()
            if server.security == "starttls":
                # Raises when the server does not offer it; there is no way on in clear text.
                self.starttls(context=ssl.create_default_context())
                self.step()
                self.ehlo()
            if server.user:
                self.step()
                self._sign_in(server)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        with suppress(OSError, smtplib.SMTPException):
            if kind is None and self.sock is not None:
                self.putcmd("QUIT")  # its answer is not worth waiting for
        self.close()

    def begin(self, deadline: float) -> None:
        """Give another letter its time on a connection that stayed open."""
        self._deadline = deadline

    def _sign_in(self, server: Server) -> None:
        try:
            self.login(server.user, server.password)
        except smtplib.SMTPServerDisconnected:
            # How some servers say no; and what they said before that is nobody's business.
            raise smtplib.SMTPAuthenticationError(535, b"") from None

    def step(self) -> None:
        """Give the next exchange its time; raise TimeoutError when all time is used up."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.patience(min(STEP_SECONDS, left))

    def patience(self, seconds: float) -> None:
        """Set how long the next read, or the next whole write, may take."""
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        opened = connect(host, port, timeout=timeout, trusted=self._server.trusted)
        if self._server.security != "tls":
            return opened
        try:
            return ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        except BaseException:
            opened.close()
            raise
