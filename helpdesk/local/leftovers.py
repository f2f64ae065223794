"""End what is left of a server whose keeper was killed, and drop its stale pid file."""

from __future__ import annotations

import contextlib
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

# Loaded where something may be left: else a keeper would carry it for as long as its server runs.
if TYPE_CHECKING:
    import psutil


def end_leftovers(pid_file: Path, *, program: str, folder: Path, stop: signal.Signals) -> None:
    """End the processes of this program that work in the folder; then remove the pid file.

    The number in the file is not trusted: after kill -9 or a power cut it may be a stranger's by
    now, and a killed server's children may outlive it for a moment and still hold its memory.
    """
    if not pid_file.exists():
        return
    _end(program, folder, stop, seconds=20)
    _end(program, folder, signal.SIGKILL, seconds=5)
    pid_file.unlink(missing_ok=True)


def _end(program: str, folder: Path, how: signal.Signals, *, seconds: float) -> None:
    import psutil

    deadline = time.monotonic() + seconds
    for process in _processes(program, folder):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(how)
    while _processes(program, folder) and time.monotonic() < deadline:
        time.sleep(0.05)


def _processes(program: str, folder: Path) -> list[psutil.Process]:
    """Return those still at work; a zombie that nobody reaps has no working folder."""
    import psutil

    found = []
    for process in psutil.process_iter(["name"]):
        if (process.info["name"] or "").startswith(program):
            with contextlib.suppress(psutil.AccessDenied, psutil.NoSuchProcess, OSError):
                if Path(process.cwd()) == folder:
                    found.append(process)
    return found
