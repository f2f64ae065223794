"""Channels with channels_redis' pub/sub layer on our socket server and our Valkey, in a venv of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version

from bench.house import ROOT

VERSION = "4.3.0"
VENV = ROOT / "var" / "bench" / "channels-redis"
# The same as ours has, so that only what lies between Valkey and a socket differs.
SHARED = ("channels", "django", "uvicorn", "websockets", "redis", "hiredis")
_RUN = "bench.peers.channels_layer_run"


@dataclass
class Layer:
    """A running peer: a server of sockets, and a process that speaks to their group."""

    server: subprocess.Popen[bytes]
    speaker: subprocess.Popen[bytes]

    def say(self, text: str, times: int) -> None:
        assert self.speaker.stdin is not None
        self.speaker.stdin.write(f"{times} {text}\n".encode())
        self.speaker.stdin.flush()


@contextmanager
def layer(port: int, *, redis_url: str) -> Iterator[Layer]:
    """Start it on a port, as our own socket process is started."""
    python = str(_install())
    env = {**os.environ, "PEER_REDIS": redis_url, "PYTHONPATH": str(ROOT)}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    serve = [python, "-m", "uvicorn", f"{_RUN}:application", "--host", "127.0.0.1", "--port", str(port)]
    same = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--lifespan", "off"]
    running = [subprocess.Popen([*serve, *same, "--log-level", "warning"], cwd=ROOT, env=env)]
    try:
        _await(port)
        running.append(subprocess.Popen([python, "-m", _RUN], cwd=ROOT, env=env, stdin=subprocess.PIPE))
        yield Layer(*running)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def _await(port: int) -> None:
    for _ in range(400):
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
            return
        time.sleep(0.05)
    raise TimeoutError("The peer's server did not start.")


def _install() -> str:
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        shared = [f"{name}=={version(name)}" for name in SHARED if _has(name)]
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"channels_redis=={VERSION}", *shared], check=True)
    return str(python)


def _has(name: str) -> bool:
    with suppress(ImportError):
        return bool(version(name))
    return False
