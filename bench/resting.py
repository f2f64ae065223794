"""What the help desk takes when nobody asks anything, and how long it and each of its processes need to start."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

from bench.house import ROOT, House, cpu, free_port, house
from bench.table import show
from helpdesk.local.processes import processes

REST_SECONDS = 30
# What `ps` shows of a process -> what the process table calls it.
_NAMES = [
    (r"helpdesk\.local\.keeper (\w+)", r"keeper of \1"),
    (r"helpdesk\.local", "runner"),
    (r"/bin/sh", "shell that ends orphans"),
    (r"granian.*worker", "web, worker"),
    (r"granian", "web, main"),
    (r"uvicorn", "socket"),
    (r"celery beat", "beat"),
    (r"celery", "worker"),
    (r"mail_listener", "mail"),
]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="hd") as folder:
        began = time.monotonic()
        with house(data=Path(folder)) as desk:
            first = time.monotonic() - began
            time.sleep(REST_SECONDS)
            new = sum(size for _, size in _memory(desk))
            alone = [(name, _start(name, desk)) for name in ("web", "socket", "mail")]
        began = time.monotonic()
        with house(data=Path(folder)) as desk:
            second = time.monotonic() - began
            time.sleep(REST_SECONDS)
            before = cpu(desk.programs())
            time.sleep(REST_SECONDS)
            busy = (cpu(desk.programs()) - before) / REST_SECONDS
            rows = _memory(desk)
    total = sum(size for _, size in rows)
    show(["at rest, without PostgreSQL and Valkey", "PSS, MB"], [*rows, ("together", f"{total:.0f} (goal <= 350)")])
    print(f"  CPU at rest: {busy:.1%} of one core. A new desk, busy with its demo company's questions: {new:.0f} MB.")
    show(["start of a process by itself", "s"], [(name, f"{seconds:.1f} (goal <= 3)") for name, seconds in alone])
    print(f"  All of it, to the first page and mail: {first:.1f} s with new data, {second:.1f} s again (goal <= 6).")


def _memory(desk: House) -> list[tuple[str, float]]:
    found = []
    for process in desk.programs():
        with suppress(psutil.NoSuchProcess):  # a look-up that has just ended
            found.append((_name(process), process.memory_full_info().pss / 1e6))
    return found


def _name(process: psutil.Process) -> str:
    shown = " ".join(process.cmdline())
    return next(
        re.sub(f".*?{found}.*", name, shown, flags=re.DOTALL) for found, name in _NAMES if re.search(found, shown)
    )


def _start(name: str, desk: House) -> float:
    """Start one more of a process by itself, as a container does, and return after how long it is ready."""
    ports = {"PORT": free_port(), "SOCKET_PORT": free_port(), "SMTP_PORT": free_port()}
    schedule = str(desk.data / "other-schedule")
    [listed] = [p for p in processes(host="127.0.0.1", ports=ports, beat_schedule=schedule) if p.name == name]
    env = {
        **desk.env,
        **{key: str(port) for key, port in ports.items()},
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings.local",
    }
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *listed.command[1:]], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    door = ports[{"web": "PORT", "socket": "SOCKET_PORT", "mail": "SMTP_PORT"}[name]]
    try:
        while not _answers(door):
            if time.monotonic() - began > 60:
                raise TimeoutError(f"{name} did not become ready.")
        return time.monotonic() - began
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    """Tell whether a mail server greets, or a web server says that it is ready."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as line:
            line.settimeout(1)
            line.send(b"GET /health/ready/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return line.recv(3).startswith((b"220", b"HTT"))
    except OSError:
        time.sleep(0.02)
        return False
