"""The supervisor brings back what dies and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from helpdesk.local.launch import program
from helpdesk.local.output import Output
from helpdesk.local.processes import Process
from helpdesk.local.supervisor import Supervisor
from tests.local.commands import environ, eventually

pytestmark = pytest.mark.slow

# Writes its number to the file named in argv[1], starts a child that outlives a SIGTERM to itself,
# and ignores SIGTERM too.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import signal, time; "
    "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"])
with open(sys.argv[1], "a") as numbers:
    print(os.getpid(), child.pid, file=numbers)
print("at work", flush=True)
time.sleep(600)
"""

# A runner in a process of its own, so that it can be killed.
RUNNER = """
import sys, time
from helpdesk.local.launch import program
from helpdesk.local.output import Output
from helpdesk.local.processes import Process
from helpdesk.local.supervisor import Supervisor
supervisor = Supervisor([Process("one", ("python", *sys.argv[1:]))], output=Output(["one"]),
                        launch=program)
while True:
    supervisor.tend()
    time.sleep(0.05)
"""


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Watched:
    """A supervised process that notes the numbers of every start."""

    def __init__(self, folder: Path) -> None:
        self.numbers = folder / "numbers"
        self.script = folder / "stubborn.py"
        self.script.write_text(STUBBORN)
        self.output = Output(["one"])
        self.supervisor = Supervisor(
            [Process("one", ("python", str(self.script), str(self.numbers)))],
            output=self.output,
            launch=program,
            grace=0.5,
        )

    def starts(self) -> list[list[int]]:
        if not self.numbers.exists():
            return []
        lines = self.numbers.read_text().splitlines()
        return [[int(number) for number in line.split()] for line in lines if " " in line]

    def tend_until_started(self, times: int) -> bool:
        def started() -> bool:
            self.supervisor.tend()
            self.output.pass_on(0)
            return len(self.starts()) >= times

        return eventually(started)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    assert watched.tend_until_started(1)
    yield watched
    watched.supervisor.stop()


def test_stops_what_ignores_the_request_and_its_children(watched: Watched) -> None:
    (main, child) = watched.starts()[0]
    watched.supervisor.stop()
    assert not alive(main)
    assert eventually(lambda: not alive(child))


def test_a_killed_process_comes_back_without_its_old_children(watched: Watched) -> None:
    (main, child) = watched.starts()[0]
    os.kill(main, signal.SIGKILL)
    assert watched.tend_until_started(2)
    assert eventually(lambda: not alive(child))
    assert alive(watched.starts()[1][0])


def test_one_that_keeps_dying_is_tried_less_and_less_often(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "fails.py"
    script.write_text("raise SystemExit(7)")
    output = Output(["one"])
    supervisor = Supervisor([Process("one", ("python", str(script)))], output=output, launch=program)
    deadline = time.monotonic() + 2.2
    while time.monotonic() < deadline:
        supervisor.tend()
        output.pass_on(0.05)
    supervisor.stop()
    said = capsys.readouterr().out
    assert "one | ended with 7; starting it again in 0.5 s" in said
    assert "starting it again in 1.0 s" in said
    assert said.count("starting it again") <= 3


def test_output_is_passed_on_in_whole_lines_with_the_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "talks.py"
    script.write_text("import os, time; os.write(1, b'gr'); time.sleep(0.3); os.write(2, b'ind\\n')")
    output = Output(["one", "other"])
    talking = program(("python", str(script)))
    assert talking.stdout is not None
    output.follow("one", talking.stdout)
    said = ""

    def whole_line() -> bool:
        nonlocal said
        output.pass_on(0.05)
        said += capsys.readouterr().out
        return "\n" in said

    assert eventually(whole_line)
    assert said == "one   | grind\n"
    assert talking.wait(5) == 0
    output.close()


def test_killing_the_runner_ends_its_processes(tmp_path: Path) -> None:
    script = tmp_path / "stubborn.py"
    script.write_text(STUBBORN)
    numbers = tmp_path / "numbers"
    with subprocess.Popen([sys.executable, "-c", RUNNER, str(script), str(numbers)], env=environ(tmp_path)) as runner:
        assert eventually(lambda: numbers.exists() and numbers.read_text().endswith("\n"))
        runner.kill()
    pids = [int(number) for number in numbers.read_text().split()]
    assert eventually(lambda: not any(map(alive, pids)))
