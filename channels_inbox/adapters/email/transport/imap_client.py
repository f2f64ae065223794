"""One signed-in connection to an IMAP server (RFC 9051), to checked addresses only."""

from __future__ import annotations

import imaplib
import socket
import ssl
from contextlib import suppress
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientAbortError, IMAPClientError

from channels_inbox.adapters.email.transport.connecting import connect
from channels_inbox.adapters.email.transport.servers import Server

CONNECT_SECONDS = 20
READ_SECONDS = 60


class FolderClosed(IMAPClientError):  # type: ignore[misc]
    """The server has no such folder, or does not open it; the text is the folder's name."""


def open_mailbox(server: Server) -> ImapClient:
    """Connect, encrypt as asked, and sign in. What was asked for is had, or nothing is sent (RFC 8314)."""
    client = ImapClient(server)
    try:
        if server.security == "starttls":
            if not client.has_capability("STARTTLS"):
                raise CapabilityError("no STARTTLS")
            client.starttls(ssl.create_default_context())
        client.login(server.user, server.password)
    except BaseException:
        # A failed handshake has closed the socket already; what went wrong first is what matters.
        with suppress(OSError):
            client.shutdown()
        raise
    return client


class ImapClient(IMAPClient):  # type: ignore[misc]  # imapclient ships no types
    """imapclient over a socket of ours; times are aware."""

    def __init__(self, server: Server) -> None:
        self._server = server
        timeout = SocketTimeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        super().__init__(server.host, server.port, ssl=server.security == "tls", timeout=timeout)
        self.normalise_times = False

    def open_folder(self, name: str, *, readonly: bool = False) -> dict[bytes, Any]:
        """Select a folder and return what the server says about it. Raises FolderClosed."""
        try:
            said: dict[bytes, Any] = self.select_folder(name, readonly=readonly)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            raise FolderClosed(name) from None
        return said

    def _create_IMAP4(self) -> imaplib.IMAP4:
        return _Imap4(self._server)


class _Imap4(imaplib.IMAP4):
    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(server.host, server.port, timeout=CONNECT_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        server = self._server
        opened = connect(server.host, server.port, timeout=timeout or CONNECT_SECONDS, trusted=server.trusted)
        if server.security != "tls":
            return opened
        try:
            return ssl.create_default_context().wrap_socket(opened, server_hostname=server.host)
        except BaseException:
            opened.close()
            raise
