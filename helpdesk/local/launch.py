"""Start a Python command: in a fork of this process, or as a program of its own.

A fork shares the memory of the code that this process has loaded and need not load it again: the
whole help desk then starts in a second or two and fits in half the memory (docs/decisions/0007). macOS
does not let a process that used its frameworks fork safely; there each command is a program.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import IO, Protocol

from setproctitle import getproctitle, setproctitle

from helpdesk.local.folders import ROOT

getproctitle()  # finds the place of our name, which it cannot once the environment has changed


class Running(Protocol):
    """A started command; `stdout` is a pipe with both its outputs."""

    pid: int
    stdout: IO[bytes] | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...


Launch = Callable[[Sequence[str]], Running]


def program(command: Sequence[str]) -> Running:
    """Start the command in an interpreter of its own; command[0] stands for this one's Python."""
    return subprocess.Popen(
        [sys.executable, *command[1:]],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # A group of its own: Ctrl-C reaches only us, and what it starts ends with it.
        process_group=0,
    )


def fork(command: Sequence[str]) -> Running:
    """Run the command in a fork. The caller must have no threads, connections or event loop."""
    reading, writing = os.pipe()
    process = multiprocessing.get_context("fork").Process(target=_run, args=(command, writing))
    process.start()
    os.close(writing)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpgid(process.pid or 0, process.pid or 0)  # the child does so too: whoever is first
    return Forked(process, os.fdopen(reading, "rb"))


best: Launch = fork if sys.platform == "linux" else program


class Forked:
    """A forked command, with the part of subprocess.Popen that its caller needs."""

    def __init__(self, process: multiprocessing.context.ForkProcess, stdout: IO[bytes]) -> None:
        self._process = process
        self.pid = process.pid or 0
        self.stdout: IO[bytes] | None = stdout

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("fork", timeout or 0.0)
        return self._process.exitcode

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


def _run(command: Sequence[str], output: int) -> None:
    """Become the command, as far as it and `ps` can tell."""
    with contextlib.suppress(PermissionError):
        os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for descriptor in (1, 2):
        os.dup2(output, descriptor)
    # As at an exec: what the runner has open (locks, other processes' pipes) is not the command's.
    os.closerange(3, 4096)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    os.chdir(ROOT)
    setproctitle(" ".join(command))
    if command[1] == "-m":
        sys.argv = [command[2], *command[3:]]
        runpy.run_module(command[2], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(command[1:])
        runpy.run_path(command[1], run_name="__main__")
