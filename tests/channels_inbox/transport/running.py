"""Run `manage.py mail_listener` as its own process, on the test database."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


def test_database_url() -> str:
    """Return the address of the database the tests use, as a process outside must be told it."""
    values = connection.get_connection_params()
    user, password = quote(values.get("user", "")), quote(values.get("password", ""))
    host, port = quote(str(values.get("host", "")), safe=""), values.get("port", "")
    return f"postgres://{user}:{password}@/{values['dbname']}?host={host}" + (f"&port={port}" if port else "")


def wait_for(condition: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait until something outside this process has happened."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def environment(**extra: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": test_database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings.test",
        "PYTHONUNBUFFERED": "1",
        **extra,
    }


@dataclass
class Running:
    """A listener process and where it listens."""

    process: subprocess.Popen[str]
    port: int
    lmtp: str

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def terminate(self) -> int:
        self.process.terminate()
        return self.process.wait(15)


@contextmanager
def mail_listener(*options: str, **extra: str) -> Iterator[Running]:
    """Start the listener on free ports and wait until it says where it listens."""
    environ = environment(SMTP_PORT="0", LMTP_LISTEN="127.0.0.1:0", **extra)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "mail_listener", *options],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        port, lmtp = 0, ""
        for line in process.stdout:
            if found := re.match(r"Listening on smtp://\S+:(\d+)", line):
                port = int(found[1])
            if found := re.match(r"Listening on lmtp://(\S+)", line):
                lmtp = found[1]
                break
        assert port, "the mail listener did not start"
        yield Running(process, port, lmtp)
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()
