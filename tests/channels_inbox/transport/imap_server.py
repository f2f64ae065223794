"""A real IMAP server (pymap, in memory), and a line to it that a test can hold."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from imapclient import IMAPClient

from tests.channels_inbox.transport.running import wait_for

USER, PASSWORD = "support", "imap-s3cret"
_numbers = count(1)


@dataclass
class ImapServer:
    port: int

    @contextmanager
    def new_mailbox(self) -> Iterator[Mailbox]:
        """Make a folder nobody has used before; the test looks at it over a connection of its own."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=20) as client:
            client.login(USER, PASSWORD)
            folder = f"Support{next(_numbers)}"
            client.create_folder(folder)
            yield Mailbox(self.port, folder, client)


@dataclass
class Mailbox:
    port: int
    folder: str
    client: IMAPClient

    def settings(self, **extra: object) -> dict[str, object]:
        """Return channel settings that read this mailbox."""
        return {
            "imap_host": "127.0.0.1",
            "imap_port": self.port,
            "imap_security": "none",
            "imap_user": USER,
            "imap_folder": self.folder,
            "imap_start": "unread",
            **extra,
        }

    def add(self, *raws: bytes) -> None:
        self.client.multiappend(self.folder, raws)

    def flags(self) -> dict[int, set[bytes]]:
        """Return the flags of every mail, without \\Recent."""
        self.client.select_folder(self.folder, readonly=True)
        found = self.client.fetch(self.client.search("ALL"), ["FLAGS"])
        return {uid: set(mail[b"FLAGS"]) - {b"\\Recent"} for uid, mail in found.items()}

    def seen(self) -> int:
        return sum(b"\\Seen" in flags for flags in self.flags().values())

    def make_new(self) -> None:
        """Delete the folder and make it again: another UIDVALIDITY."""
        self.client.select_folder("INBOX", readonly=True)
        self.client.delete_folder(self.folder)
        self.client.create_folder(self.folder)


@contextmanager
def imap_server(certificate: tuple[Path, Path] | None = None) -> Iterator[ImapServer]:
    """Run the server as a process on a free port; with a certificate it offers STARTTLS."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    program = Path(sys.executable).parent / "pymap"
    tls = ["--cert", str(certificate[0]), "--key", str(certificate[1])] if certificate else ["--no-tls"]
    arguments = ["--host", "127.0.0.1", "--port", str(port), *tls, "dict"]
    user = ["--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen([program, *arguments, *user], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers() -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        assert process.poll() is None, "the IMAP server did not start"
        return False

    try:
        wait_for(answers)
        yield ImapServer(port)
    finally:
        process.kill()
        process.wait(10)


@dataclass
class Line:
    """A proxy in front of a server. It holds back what the client says from a moment the test chooses."""

    target: int
    port: int = 0
    # Called with each piece the client sends; True holds it, and all after it, back.
    holds: Callable[[bytes], bool] = lambda said: False
    held: threading.Event = field(default_factory=threading.Event)
    sockets: list[socket.socket] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listening.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                self.sockets += [client, server]
                threading.Thread(target=self._carry, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, client, False), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, watched: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(65536):
                if watched and self.holds(piece):
                    self.held.set()
                    return
                sink.sendall(piece)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(port: int, *, holds: Callable[[bytes], bool]) -> Iterator[Line]:
    """Open a proxy to a server's port."""
    line = Line(port, holds=holds)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        line.port = listening.getsockname()[1]
        thread = threading.Thread(target=line.serve, args=(listening,), daemon=True)
        thread.start()
        try:
            yield line
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            for opened in line.sockets:
                opened.close()
