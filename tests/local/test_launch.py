"""A fork is, to the command and to `ps`, like a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.commands import environ

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks"),
]

# Forking wants a process without threads, which a test run is not.
FORKING = """
import os, sys
from helpdesk.local.launch import fork
os.environ.update(os.environ)  # as the runner does: moves every variable
running = fork(["python", *sys.argv[1:]])
said = running.stdout.read().decode()
print(said, "code", running.wait(), "pid", running.pid)
"""

TOLD = """
import os, sys
print("argv", sys.argv[1:], "group", os.getpgrp(), "name", __name__)
print("complaint", file=sys.stderr)
print(open("/proc/self/cmdline").read().strip("\\0"))
sys.exit(3)
"""


def test_a_fork_runs_as_the_command_would(tmp_path: Path) -> None:
    script = tmp_path / "told.py"
    script.write_text(TOLD)
    ended = subprocess.run(
        [sys.executable, "-c", FORKING, str(script), "--a", "b"],
        env=environ(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    pid = ended.stdout.rsplit(" ", 1)[1].strip()
    assert f"argv ['--a', 'b'] group {pid} name __main__" in ended.stdout
    assert "complaint" in ended.stdout
    assert f"python {script} --a b" in ended.stdout
    assert "code 3" in ended.stdout
    assert int(pid) != os.getpid()


def test_a_fork_runs_a_module_by_name(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FORKING, "-m", "platform", "--terse"],
        env=environ(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Linux" in ended.stdout
    assert "code 0" in ended.stdout
