"""Start the socket process, and servers it depends on, beside the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

from helpdesk.local.folders import ROOT
from helpdesk.local.processes import processes
from tests.local.commands import eventually


@dataclass(frozen=True)
class SocketProcess:
    """A running socket process."""

    url: str
    process: subprocess.Popen[bytes]

    def ready(self) -> bool:
        """Tell whether it hears what is published."""
        address = self.url.replace("ws://", "http://").replace("/ws/", "/health/ready/")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def socket_process(redis_url: str = "") -> Iterator[SocketProcess]:
    """Start the socket process as `make run` does, on the test's database and a Valkey; end it after."""
    port = _free_port()
    ports = {"PORT": 8000, "SOCKET_PORT": port, "SMTP_PORT": 2525}
    [listed] = [p for p in processes(host="127.0.0.1", ports=ports, beat_schedule="") if p.name == "socket"]
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings.test",
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url or settings.REDIS_URL,
    }
    process = subprocess.Popen([sys.executable, *listed.command[1:]], cwd=ROOT, env=environ)
    running = SocketProcess(f"ws://127.0.0.1:{port}/ws/", process)
    try:
        assert eventually(running.ready), "The socket process did not become ready."
        yield running
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def database_url() -> str:
    """Spell the test database as DATABASE_URL; its host may be a socket's folder."""
    database = {name: quote(str(value or ""), safe="") for name, value in settings.DATABASES["default"].items()}
    login = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    return f"postgres://{login}@/{database['NAME']}?host={database['HOST']}&port={database['PORT'] or 5432}"
