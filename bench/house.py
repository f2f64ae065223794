"""Start a whole help desk in a folder of its own, and use it as browsers and mail servers do."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg2

from helpdesk.local.servers import urls

ROOT = Path(__file__).resolve().parent.parent
SERVERS = {"postgres", "valkey-server"}
AGENT = "ana@halden.example"
PASSWORD = "halden-demo"


@dataclass
class House:
    """A running help desk. `env` lets other programs reach its servers."""

    port: int
    smtp: int
    data: Path
    env: dict[str, str]
    runner: subprocess.Popen[bytes]

    def manage(self, *words: str) -> str:
        """Run a management command beside it and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.env, capture_output=True, check=True
        )
        return done.stdout.decode()

    def rows(self, sql: str) -> list[Any]:
        """Ask its database."""
        with self._database() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def count(self, sql: str) -> int:
        """Return the single number a query gives."""
        return int(self.rows(sql)[0][0])

    def run(self, sql: str) -> None:
        """Run a statement outside any transaction."""
        with self._database() as cursor:
            cursor.execute(sql)

    @contextmanager
    def _database(self) -> Iterator[Any]:
        connection = psycopg2.connect(urls(environ=self.env)["DATABASE_URL"])
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def programs(self) -> list[psutil.Process]:
        """Return every process of the product, without PostgreSQL and Valkey."""
        everything = psutil.Process(self.runner.pid).children(recursive=True)
        return [p for p in [psutil.Process(self.runner.pid), *everything] if _name(p) not in SERVERS]

    def databases(self) -> list[psutil.Process]:
        folder = str(self.data)
        found = [p for p in psutil.process_iter(["name"]) if p.info["name"] in SERVERS]
        roots = [p for p in found if any(folder in word for word in command(p))]
        return [*roots, *(child for p in roots for child in p.children(recursive=True))]


@contextmanager
def house(*, data: Path | None = None, **settings: str) -> Iterator[House]:
    """Run a help desk with demo data until the block ends; `data` is a folder to keep, made on first use."""
    with ExitStack() as stack:
        folder = str(data or stack.enter_context(tempfile.TemporaryDirectory(prefix="hd")))
        ports = {name: str(free_port()) for name in ("PORT", "SOCKET_PORT", "SHOP_PORT", "SMTP_PORT")}
        env = {**os.environ, **ports, "HELPDESK_DATA": folder, **settings}
        env.pop("DATABASE_URL", None)
        env.pop("REDIS_URL", None)
        runner = subprocess.Popen(
            [sys.executable, "-m", "helpdesk.local"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            made = House(int(ports["PORT"]), int(ports["SMTP_PORT"]), Path(folder), env, runner)
            _await(made)
            yield made
        finally:
            runner.send_signal(signal.SIGINT)
            runner.wait(60)


def cpu(processes: list[psutil.Process]) -> float:
    """Return the CPU seconds these processes have used, those of ended children included."""
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


class Browser:
    """One kept-open connection, signed in, as a browser's."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> bytes:
        """Return a page as it was sent, compressed."""
        return self.ask("GET", path)

    def read(self, path: str) -> str:
        """Return a page's text."""
        return gzip.decompress(self.get(path)).decode()

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> bytes:
        headers = {"Cookie": self.cookie, "Accept-Encoding": "gzip"}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            response = self._answer(method, path, body, headers)
        except http.client.RemoteDisconnected:
            # It had waited for so long that the server closed it; what is asked in turn never does.
            self.connection.close()
            response = self._answer(method, path, body, headers)
        content = response.read()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if response.status >= 400:
            raise RuntimeError(f"{method} {path} answered {response.status}")
        return content

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()

    def sign_in(self, email: str = AGENT) -> None:
        self.connection.request("GET", "/account/login/")
        response = self.connection.getresponse()
        page = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        self.ask("POST", "/account/login/", {"csrfmiddlewaretoken": token[1], "login": email, "password": PASSWORD})


def _await(made: House) -> None:
    end = time.monotonic() + 180
    while time.monotonic() < end:
        if made.runner.poll() is not None:
            raise RuntimeError("The help desk did not start; run `make run` to see why.")
        try:
            Browser(made.port).get("/health/ready/")
            with socket.create_connection(("localhost", made.smtp), 1):
                return
        except (OSError, RuntimeError, http.client.HTTPException):
            time.sleep(0.2)
    raise TimeoutError("The help desk did not become ready.")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
