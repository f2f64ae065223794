"""End a server that outlived its keeper, and drop pid files that name nobody."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import psutil


def end_leftover(pid_file: Path, *, program: str, stop: signal.Signals) -> None:
    """Stop the process a pid file names, if it is still that program, and remove the file.

    After kill -9 or a power cut the number may be a stranger's by now; a stranger is left alone.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        pid_file.unlink(missing_ok=True)
        return
    if pid != os.getpid() and _is_program(pid, program):
        os.kill(pid, stop)
        deadline = time.monotonic() + 20
        while _is_program(pid, program) and time.monotonic() < deadline:
            time.sleep(0.05)
        if _is_program(pid, program):
            os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
    pid_file.unlink(missing_ok=True)


def _is_program(pid: int, program: str) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and process.name().startswith(program)
    except psutil.NoSuchProcess:
        return False
