"""Run small Python programs beside the test, as a second terminal would."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from helpdesk.local.folders import ROOT

UNSET = ("DATABASE_URL", "REDIS_URL", "PORT", "SOCKET_PORT", "SHOP_PORT", "SMTP_PORT", "SITE_URL")


def environ(data: Path, **more: str) -> dict[str, str]:
    """Return an environment that names a data folder and no servers."""
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    return {**kept, "HELPDESK_DATA": str(data), "PYTHONPATH": str(ROOT), **more}


def python(code: str, data: Path, **more: str) -> subprocess.Popen[str]:
    """Start a program that may read from and write to us."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=environ(data, **more),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Wait for something another process does; False when it never happens."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def close(process: subprocess.Popen[str]) -> None:
    """End a program whatever state it is in."""
    process.kill()
    process.communicate()
