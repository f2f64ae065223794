"""`make run` as a stranger meets it: first start, mail, second start, and nothing left behind."""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest

from helpdesk.local import postgres
from helpdesk.local.folders import ROOT, site_url_file
from helpdesk.local.welcome import is_ready
from tests.local.commands import environ, eventually

pytestmark = pytest.mark.slow

LETTER = """\
From: Maya <maya@cafenorr.example>
To: support@halden.example
Subject: The grinder is stuck
Message-ID: <stuck-1@cafenorr.example>

It hums and stops.
"""


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    numbers = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return numbers


class Copy:
    """One running help desk with its own folder and ports."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.web, self.sockets, self.shop, self.smtp = free_ports(4)
        self.log = data / "run.log"
        data.mkdir(exist_ok=True)
        with self.log.open("wb") as log:
            self.runner = subprocess.Popen(
                [sys.executable, "-m", "helpdesk.local"],
                cwd=ROOT,
                env=environ(
                    data,
                    PORT=str(self.web),
                    SOCKET_PORT=str(self.sockets),
                    SHOP_PORT=str(self.shop),
                    SMTP_PORT=str(self.smtp),
                    DJANGO_SETTINGS_MODULE="helpdesk.settings.local",
                ),
                stdout=log,
                stderr=log,
            )

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until_ready(self) -> None:
        ready = eventually(lambda: "is ready" in self.said() or self.runner.poll() is not None, 180)
        assert ready, self.said()
        assert self.runner.poll() is None, self.said()

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self.runner.pid).children(recursive=True)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.runner.send_signal(how)
        return self.runner.wait(30)

    def kill(self) -> None:
        if self.runner.poll() is None:
            self.stop(signal.SIGTERM)

    def page(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.web}{path}", timeout=10) as answer:
            return int(answer.status)

    def send(self, letter: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp) as server:
            server.sendmail("maya@cafenorr.example", "support@halden.example", letter)

    def count(self, question: str) -> int:
        connection = psycopg2.connect(postgres.url(self.data))
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(question)
                (number,) = cursor.fetchone() or (0,)
                return int(number)
        finally:
            connection.close()


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    copy = Copy(tmp_path / "data")
    yield copy
    copy.kill()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A copy that runs already, as a first start takes long; whoever hurts it waits until it is whole again."""
    copy = Copy(tmp_path_factory.mktemp("shared") / "data")
    copy.wait_until_ready()
    yield copy
    copy.kill()


def gone(processes: list[psutil.Process]) -> bool:
    _, left = psutil.wait_procs(processes, timeout=10)
    return not [process for process in left if process.status() != psutil.STATUS_ZOMBIE]


STUCK = "SELECT count(*) FROM tickets_ticket WHERE subject = 'The grinder is stuck'"


def test_a_stranger_starts_it_sends_a_mail_stops_it_and_finds_all_again(copy: Copy) -> None:
    copy.wait_until_ready()
    assert f"http://localhost:{copy.web}/" in copy.said()
    assert f"--server localhost:{copy.smtp}" in copy.said()
    assert copy.page("/health/live/") == 200
    demo = copy.count("SELECT count(*) FROM tickets_ticket")
    assert demo > 100

    copy.send(LETTER)
    assert eventually(lambda: copy.count(STUCK) == 1), copy.said()
    processes = copy.processes()
    assert len(processes) >= 8
    assert copy.stop() == 0
    assert gone(processes), processes

    seconds: list[float] = []
    while not seconds or (seconds[-1] >= 6 and len(seconds) < 3):  # the machine may be busy with us
        started = time.monotonic()
        again = Copy(copy.data)
        again.wait_until_ready()
        seconds.append(time.monotonic() - started)
        assert again.count("SELECT count(*) FROM tickets_ticket") == demo + 1
        assert again.stop(signal.SIGTERM) == 0
    assert min(seconds) < 6


def test_each_killed_process_comes_back(shared: Copy) -> None:
    names = {"granian", "uvicorn", "celeryd", "celery beat", "mail_listener"}

    def called(process: psutil.Process) -> str:
        try:
            return " ".join(process.cmdline())
        except psutil.NoSuchProcess:  # a zombie, or gone since the list was made
            return ""

    def find(name: str) -> list[psutil.Process]:
        return [process for process in shared.processes() if name in called(process)]

    assert eventually(lambda: all(map(find, names))), shared.said()
    for name in names:
        main = next(process for process in find(name) if process.ppid() == shared.runner.pid)
        os.kill(main.pid, signal.SIGKILL)
    assert eventually(lambda: shared.said().count("starting it again") >= len(names)), shared.said()
    assert eventually(lambda: all(find(name) for name in names)), shared.said()

    ports = {"PORT": shared.web, "SOCKET_PORT": shared.sockets, "SMTP_PORT": shared.smtp}
    assert eventually(lambda: is_ready(ports)), shared.said()
    shared.send(LETTER)
    assert eventually(lambda: shared.count(STUCK) == 1), shared.said()


def test_two_copies_run_side_by_side_and_one_whose_runner_is_killed_leaves_nothing(shared: Copy, copy: Copy) -> None:
    copy.wait_until_ready()
    assert site_url_file(copy.data).read_text() == f"http://localhost:{copy.web}"
    copy.send(LETTER.replace("stuck-1", "stuck-2"))
    before = shared.count(STUCK)
    assert eventually(lambda: copy.count(STUCK) == 1)
    assert shared.count(STUCK) == before

    processes = copy.processes()
    copy.stop(signal.SIGKILL)
    assert gone(processes), processes
    assert shared.page("/health/live/") == 200


def test_a_taken_port_stops_it_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "helpdesk.local"],
            cwd=ROOT,
            env=environ(tmp_path, PORT=str(port), SMTP_PORT=str(free_ports(1)[0])),
            capture_output=True,
            text=True,
            check=False,
        )
    assert ended.returncode == 1
    assert f"Port {port} for the web pages is taken" in ended.stderr
    assert "PORT=" in ended.stderr
    assert not (tmp_path / "postgres").exists()


def test_a_second_copy_on_the_same_folder_is_refused(shared: Copy) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "helpdesk.local"],
        cwd=ROOT,
        env=environ(shared.data),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "already runs on" in ended.stderr
    assert "HELPDESK_DATA=" in ended.stderr


def test_visitors_on_slow_lines_do_not_stop_the_site(shared: Copy) -> None:
    """Four people are half-way through sending a photo; everybody else is answered meanwhile."""
    half = b"POST /contact/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    slow = [socket.create_connection(("127.0.0.1", shared.web)) for _ in range(4)]
    try:
        for line in slow:
            line.sendall(half + b"Content-Length: 100000\r\n\r\nmessage=")
        for _ in range(8):
            with urllib.request.urlopen(f"http://127.0.0.1:{shared.web}/health/ready/", timeout=5) as answer:
                assert answer.status == 200
    finally:
        for line in slow:
            line.close()
