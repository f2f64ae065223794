"""The whole help desk as `make run` runs it, for tests to use, look into and hurt."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import psutil
import psycopg2

from helpdesk.local import postgres
from helpdesk.local.folders import ROOT
from helpdesk.local.supervisor import CALM_SECONDS
from helpdesk.local.welcome import is_ready

# What the environment of `make test` says about its own servers is not for this desk.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "SITE_URL", "SOCKET_URL", "SECRET_KEY", "BIND", "SMTP_BIND")

# What the title of each process contains; some write their own. Parents come before their children.
TITLES = {
    "web": "granian",
    "socket": "uvicorn",
    "worker": " worker --loglevel",
    "beat": " beat --loglevel",
    "mail": "mail_listener",
    "valkey": "valkey-server",
}

T = TypeVar("T")


def eventually(ask: Callable[[], T], *, what: str, seconds: float = 20) -> T:
    """Return the first true answer; fail, saying what was waited for, when none comes in time."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"Not within {seconds:g} s: {what}"
        time.sleep(0.03)
    return answer


class Desk:
    """A running help desk with its own folder, database, ports and demo company."""

    def __init__(self, data: Path, *, letters_to: int) -> None:
        self.data = data
        self.ports = dict(zip(("PORT", "SOCKET_PORT", "SHOP_PORT", "SMTP_PORT"), _free_ports(4), strict=True))
        self.url = f"http://localhost:{self.ports['PORT']}"
        self.shop = f"http://localhost:{self.ports['SHOP_PORT']}"
        self.smtp_port = self.ports["SMTP_PORT"]
        self._log = data / "run.log"
        self._environ = {
            **{name: value for name, value in os.environ.items() if name not in FOREIGN},
            **{name: str(port) for name, port in self.ports.items()},
            "HELPDESK_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "helpdesk.settings.local",
            "EMAIL_HOST": "127.0.0.1",
            # The journey about taking a reply back chooses its seconds itself.
            "UNDO_SEND_SECONDS": "0",
            "EMAIL_PORT": str(letters_to),
            # Vendors' servers are played here.
            "WEBHOOK_NETWORKS": "127.0.0.1/32",
        }

    def start(self) -> None:
        """Start everything and wait for the welcome; the first start also loads the demo company."""
        self.data.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as log:
            runner = [sys.executable, "-m", "helpdesk.local"]
            self.runner = subprocess.Popen(runner, cwd=ROOT, env=self._environ, stdout=log, stderr=log)
        try:
            eventually(lambda: "is ready" in self.said() or self._ended(), what="a running help desk", seconds=300)
            assert not self._ended(), self.said()
        except AssertionError:
            # The fixture has nothing to stop yet: left alone it would slow down all that follows.
            self.runner.send_signal(signal.SIGINT)
            self.runner.wait(40)
            raise
        self._database = psycopg2.connect(postgres.url(self.data))
        self._database.autocommit = True

    def stop(self) -> None:
        """End as Ctrl-C does."""
        self._database.close()
        self.runner.send_signal(signal.SIGINT)
        assert self.runner.wait(40) == 0, self.said()

    def run(self, code: str) -> str:
        """Run a few lines in `manage.py shell` of this desk and return what they print."""
        shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        return subprocess.run(shell, cwd=ROOT, env=self._environ, capture_output=True, text=True, check=True).stdout

    def said(self) -> str:
        """Return what `make run` has printed so far."""
        return self._log.read_text(errors="replace")

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database itself, past all code of the product."""
        with self._database.cursor() as cursor:
            cursor.execute(question, values)
            return cursor.fetchall()

    def value(self, question: str, *values: object) -> Any:
        """Return the one column of the one row, or None when there is no row."""
        found = self.rows(question, *values)
        return found[0][0] if found else None

    def process(self, name: str) -> psutil.Process | None:
        """Return the process of this name in the table, or the embedded server called `valkey`."""
        for process in psutil.Process(self.runner.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                alive = process.status() != psutil.STATUS_ZOMBIE
                if alive and TITLES[name] in " ".join(process.cmdline()):
                    return process
        return None

    def kill(self, name: str) -> int:
        """End a process without a chance to tidy up, and return its id; the runner brings it back."""
        process = eventually(lambda: self.process(name), what=f"a process {name} to kill")
        assert process is not None
        process.kill()
        process.wait(10)  # a zombie is the runner's, and gone for us
        return int(process.pid)

    def wait_until_calm(self) -> None:
        """Wait until all processes live long enough for the runner to bring a killed one back at once."""
        eventually(lambda: all(map(self._is_calm, TITLES)), what="processes that have settled", seconds=40)

    def _is_calm(self, name: str) -> bool:
        process = self.process(name)
        return process is not None and time.time() - process.create_time() > CALM_SECONDS + 0.5

    def wait_until_ready(self) -> None:
        """Wait until pages, sockets and mail all answer."""
        eventually(lambda: is_ready(self.ports), what="a desk that answers", seconds=40)

    def _ended(self) -> bool:
        return self.runner.poll() is not None


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    numbers = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return numbers
