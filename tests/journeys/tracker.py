"""Somebody who wants to know when his mail is read: counts everybody who comes near."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Tracker:
    """`visits` has the first bytes of every connection: a request line, or a TLS greeting."""

    port: int
    visits: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def tracker() -> Iterator[Tracker]:
    """Listen on a free port, and hang up on everybody after a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        tracker = Tracker(listening.getsockname()[1])

        def listen() -> None:
            with suppress(OSError):
                while True:
                    visitor, _ = listening.accept()
                    with visitor, suppress(OSError):
                        visitor.settimeout(2)
                        tracker.visits.append(visitor.recv(200))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield tracker
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)
