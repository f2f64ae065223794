"""Listen for mail servers until told to stop."""

from __future__ import annotations

import asyncio
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from channels_inbox.adapters.email.transport.protocol import Lmtp, Smtp
from channels_inbox.adapters.email.transport.reception import Reception
from channels_inbox.adapters.email.transport.traffic import Traffic

# Storing is the database's work; a few threads keep it busy and bound the connections.
THREADS = 4
# How long a stop waits for mails that are arriving.
GRACE_SECONDS = 8.0


@dataclass(frozen=True)
class Doors:
    """Where to listen. `lmtp` is host:port or the path of a socket; empty for none. Port 0 picks a free one."""

    host: str
    port: int
    lmtp: str = ""
    hostname: str = "localhost"
    max_bytes: int = 35 * 1024 * 1024
    certificate: str = ""
    key: str = ""


class Listener:
    """The SMTP and LMTP servers of one process. Use from one event loop."""

    def __init__(self, doors: Doors) -> None:
        # aiosmtpd tells every command at level INFO, addresses included.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self._doors = doors
        self._traffic = Traffic()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail-store")
        self._reception = Reception(self._threads)
        self._servers: list[asyncio.Server] = []
        self.places: list[str] = []

    async def start(self) -> None:
        """Open the doors; `places` then says where, for people. Raises OSError when a port is taken."""
        loop = asyncio.get_running_loop()
        doors = self._doors
        tls = _tls(doors)
        smtp = await loop.create_server(lambda: self._session(Smtp, tls), doors.host, doors.port)
        self._servers.append(smtp)
        self.places.append(f"smtp://{doors.host}:{smtp.sockets[0].getsockname()[1]}")
        if not doors.lmtp:
            return
        if "/" in doors.lmtp:
            path = Path(doors.lmtp)
            path.unlink(missing_ok=True)  # left by a process that was killed
            lmtp = await loop.create_unix_server(lambda: self._session(Lmtp, None), doors.lmtp)
            path.chmod(0o666)  # who may deliver is decided by the folder it lies in
            self.places.append(f"lmtp:{doors.lmtp}")
        else:
            host, _, port = doors.lmtp.rpartition(":")
            lmtp = await loop.create_server(lambda: self._session(Lmtp, tls), host, int(port))
            self.places.append(f"lmtp://{host}:{lmtp.sockets[0].getsockname()[1]}")
        self._servers.append(lmtp)

    async def stop(self) -> None:
        """Take no new connection, let mails that are arriving end, and close everything."""
        for server in self._servers:
            server.close()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + GRACE_SECONDS
        while (sessions := list(self._traffic.sessions)) and loop.time() < deadline:
            for session in sessions:
                if not session.busy:
                    session.hang_up()
            await asyncio.sleep(0.02)
        for session in list(self._traffic.sessions):
            session.hang_up()
        self._threads.shutdown()

    def _session(self, protocol: type[Smtp], tls: ssl.SSLContext | None) -> Smtp:
        return protocol(
            self._reception,
            traffic=self._traffic,
            hostname=self._doors.hostname,
            max_bytes=self._doors.max_bytes,
            tls_context=tls,
            loop=asyncio.get_running_loop(),
        )


def _tls(doors: Doors) -> ssl.SSLContext | None:
    if not doors.certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(doors.certificate, doors.key or None)
    return context
