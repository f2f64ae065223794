"""Measure the socket process: deliveries, delay, memory and what an idle crowd costs.

    python -m bench.realtime [--sockets 1000]

Starts a socket process on a database of its own and holds the sockets itself. Prints a table.
Server and client get a core each where there are two. Beside it Channels with channels_redis' pub/sub layer runs on the
same server and Valkey; the two take turns.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from bench.peers.channels_layer import Layer, layer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")

PORT, PEER_PORT = 8971, 8972
BURSTS, BURST = 5, 20
CALM_SECONDS, CALM_RATE = 10, 5
PING, PONG = 0x89, 0x8A  # RFC 6455 5.5, with the bit of a whole message
MAIL_SECONDS, MAIL_RATE = 10, 20


class Crowd:
    """Many sockets in one event loop, reading as little as will do."""

    def __init__(self) -> None:
        self.delays: list[float] = []
        self.frames = 0
        self.ready = 0
        self.timed = False
        self.last = 0.0


class Reader(asyncio.Protocol):
    """A socket that counts frames; the server's are short, unmasked and whole."""

    def __init__(self, crowd: Crowd, session_key: str, origin: str) -> None:
        self.crowd, self.session_key, self.origin = crowd, session_key, origin
        self.buffer = b""
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(
            f"GET /ws/ HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: {self.origin}\r\nCookie: sessionid={self.session_key}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        buffer = self.buffer + data
        if not self.open:
            head, end, buffer = buffer.partition(b"\r\n\r\n")
            if not end:
                self.buffer = head
                return
            if b" 101 " not in head[:20]:
                raise RuntimeError(head.decode())
            self.open = True
        now, crowd, start = time.monotonic(), self.crowd, 0
        while len(buffer) - start >= 2:
            size = buffer[start + 1]
            text_at = start + 2
            if size == 126:
                size, text_at = int.from_bytes(buffer[start + 2 : start + 4], "big"), start + 4
            if len(buffer) < text_at + size:
                break
            text = buffer[text_at : text_at + size]
            start = text_at + size
            if buffer[text_at - 2] == PING:
                self.transport.write(bytes([PONG, 0x80 | size]) + bytes(4) + text)
            elif text.startswith(b'{"kind":"resync"'):
                crowd.ready += 1
            elif text.startswith(b'{"kind":"ticket_changed"'):
                crowd.frames += 1
                crowd.last = now
                if crowd.timed:
                    crowd.delays.append(now - float(text[text.rindex(b":") + 1 : -1]))
        self.buffer = buffer[start:]


async def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.002)


def memory(pid: int) -> float:
    """Return the process's own and its share of shared memory, in MiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def cpu(pid: int) -> float:
    """Return the seconds of CPU the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def row(name: str, value: str) -> None:
    print(f"{name:<58}{value:>22}", flush=True)


def quantiles(delays: list[float]) -> str:
    ordered = sorted(delays)
    return " / ".join(f"{ordered[int(len(ordered) * q)] * 1000:.1f}" for q in (0.5, 0.95, 0.99))


def text_now() -> str:
    """Return what is sent to everybody, 190 bytes of it, with the time."""
    from channels_inbox.realtime.wire import frame

    content = {"kind": "ticket_changed", "id": 42, "number": 48213, "seq": 17, "pad": "x" * 100}
    return frame({**content, "at": time.monotonic()})


def broadcast() -> None:
    from channels_inbox.realtime.groups import ALL_AGENTS
    from channels_inbox.realtime.publish import publisher
    from channels_inbox.realtime.wire import Publication

    publisher().publish([Publication(frozenset([ALL_AGENTS]), text_now())])


async def gather(session_keys: list[str], origin: str, port: int) -> Crowd:
    """Open a socket for each session and wait until the server has spoken to all."""
    crowd, loop = Crowd(), asyncio.get_running_loop()
    for start in range(0, len(session_keys), 100):
        await asyncio.gather(
            *(
                loop.create_connection(lambda key=key: Reader(crowd, key, origin), "127.0.0.1", port)  # type: ignore[misc]
                for key in session_keys[start : start + 100]
            )
        )
    await until(lambda: crowd.ready >= len(session_keys))
    return crowd


async def burst(crowd: Crowd, count: int, say: Callable[[], None]) -> float:
    """Say something BURST times to everybody; return the deliveries a second."""
    crowd.frames, began = 0, time.monotonic()
    say()
    await until(lambda: crowd.frames >= BURST * count)
    return crowd.frames / (time.monotonic() - began)


def repeated() -> None:
    for _ in range(BURST):
        broadcast()


async def compare(server: int, crowd: Crowd, session_keys: list[str], origin: str, peer: Layer) -> None:
    """Let the peer's sockets and ours take turns."""
    count, empty = len(session_keys), memory(peer.server.pid)
    other = await gather(session_keys, origin, PEER_PORT)
    # Its groups are joined once its sockets are open, and sockets are told so before.
    await asyncio.sleep(1)
    row("channels_redis, KiB a socket", f"{(memory(peer.server.pid) - empty) * 1024 / count:.1f}")
    ours, theirs, used, total = [], [], [0.0, 0.0], BURSTS * BURST * count
    for _ in range(BURSTS):
        before = [cpu(server), cpu(peer.server.pid)]
        ours.append(await burst(crowd, count, repeated))
        theirs.append(await burst(other, count, lambda: peer.say(text_now(), BURST)))
        after = [cpu(server), cpu(peer.server.pid)]
        used = [u + a - b for u, a, b in zip(used, after, before, strict=True)]
    row("in turns: ours, deliveries/s", f"{statistics.median(ours):,.0f}")
    row("in turns: channels_redis, deliveries/s", f"{statistics.median(theirs):,.0f}")
    ratios = [mine / their for mine, their in zip(ours, theirs, strict=True)]
    row("ours ÷ channels_redis, median of the turns", f"{statistics.median(ratios):.1f}")
    row("CPU of a delivery in turns, ours / channels_redis, µs", " / ".join(f"{u / total * 1e6:.0f}" for u in used))


async def measure(server: int, session_keys: list[str], origin: str) -> Crowd:
    count = len(session_keys)
    empty, began = memory(server), time.monotonic()
    crowd = await gather(session_keys, origin, PORT)
    row("connects/s, each with its session read", f"{count / (time.monotonic() - began):,.0f}")
    row("process, empty, MiB (PSS)", f"{empty:.0f}")
    row("KiB a socket", f"{(memory(server) - empty) * 1024 / count:.1f}")

    used = cpu(server)
    await asyncio.sleep(9)
    row("CPU of an idle crowd, rechecked every 3 s", f"{(cpu(server) - used) / 9:.1%}")

    rates = [await burst(crowd, count, repeated) for _ in range(BURSTS)]
    row(f"deliveries/s in bursts of {BURST}", f"{statistics.median(rates):,.0f}")

    crowd.timed, crowd.frames, used = True, 0, cpu(server)
    for _ in range(CALM_SECONDS * CALM_RATE):
        await asyncio.to_thread(broadcast)
        await asyncio.sleep(1 / CALM_RATE)
    row(f"delay at {CALM_RATE} broadcasts/s, p50 / p95 / p99 ms", quantiles(crowd.delays))
    row("CPU a delivery, one broadcast at a time, µs", f"{(cpu(server) - used) / crowd.frames * 1e6:.0f}")
    row("process after that, MiB (PSS)", f"{memory(server):.0f}")
    crowd.timed = False
    return crowd


async def measure_crowds(server: int, session_keys: list[str], origin: str, peer: Layer) -> None:
    os.sched_setaffinity(peer.server.pid, os.sched_getaffinity(server))
    await compare(server, await measure(server, session_keys, origin), session_keys, origin, peer)


async def measure_mails(session_key: str, origin: str, receive_mail: Callable[[], None]) -> None:
    """Time from just before a ticket's transaction to the frame at an agent's socket, at a steady rate."""
    from django.db import connections

    crowd = Crowd()
    await asyncio.get_running_loop().create_connection(lambda: Reader(crowd, session_key, origin), "127.0.0.1", PORT)
    await until(lambda: crowd.ready > 0)
    delays = []
    loop, writer = asyncio.get_running_loop(), ThreadPoolExecutor(1)
    for _ in range(MAIL_SECONDS * MAIL_RATE):
        before, began = crowd.frames, time.monotonic()
        await loop.run_in_executor(writer, receive_mail)
        committed = time.monotonic()
        await until(lambda before=before: crowd.frames > before)  # type: ignore[misc]
        delays.append(max(crowd.last - committed, 0.0))
        await asyncio.sleep(max(0.0, 1 / MAIL_RATE - (time.monotonic() - began)))
    await loop.run_in_executor(writer, connections.close_all)
    row(f"commit to frame at {MAIL_RATE} messages/s, p50 / p95 / p99 ms", quantiles(delays))


@contextlib.contextmanager
def socket_process() -> Iterator[int]:
    """Start the socket process as `make run` does; yield its pid."""
    from django.conf import settings

    from helpdesk.local.folders import ROOT
    from helpdesk.local.processes import processes

    database = {name: quote(str(value or ""), safe="") for name, value in settings.DATABASES["default"].items()}
    login = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    url = f"postgres://{login}@/{database['NAME']}?host={database['HOST']}&port={database['PORT'] or 5432}"
    ports = {"PORT": 8000, "SOCKET_PORT": PORT, "SMTP_PORT": 2525}
    [listed] = [p for p in processes(host="127.0.0.1", ports=ports, beat_schedule="") if p.name == "socket"]
    environ = {**os.environ, "DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL}
    process = subprocess.Popen([sys.executable, *listed.command[1:]], cwd=ROOT, env=environ)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/ready/", timeout=1).close()
                break
            time.sleep(0.05)
        if len(os.sched_getaffinity(0)) > 1:
            os.sched_setaffinity(process.pid, {0})
            os.sched_setaffinity(0, {1})
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


def agents(count: int, name: str = "agent") -> list[str]:
    """Make so many sessions of agents, as many to an agent as one person may have sockets."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.models import User
    from channels_inbox.realtime.live import MOST_SOCKETS

    session_keys = []
    for number in range(count):
        if number % MOST_SOCKETS == 0:
            user = User.objects.create_user(f"{name}{number}@bench.example", role=User.Role.AGENT)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        session_keys.append(str(session.session_key))
    return session_keys


def mails() -> Callable[[], None]:
    """Return a function that writes one customer's message into a ticket and commits."""
    from accounts.operations.identifying import identify
    from tickets.operations.messages import Content
    from tickets.operations.opening import open_ticket
    from tickets.operations.receiving import receive_reply

    maya = identify(kind="email", value="maya@bench.example", name="Maya")
    content = Content(text="Still 4 bar. " * 40)
    ticket = open_ticket(requester=maya, subject="No pressure", content=content, channel="email", by=maya).ticket

    def receive() -> None:
        receive_reply(ticket, content, by=maya, channel="email")

    return receive


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=int, default=1000)
    count = parser.parse_known_args()[0].sockets  # "realtime" itself may be among the words

    from helpdesk.local.servers import ensure

    os.environ.update(ensure())
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_databases, teardown_databases

    settings.DATABASES["default"]["TEST"]["NAME"] = "bench_realtime"
    made = setup_databases(verbosity=0, interactive=False)
    try:
        with layer(PEER_PORT, redis_url=settings.REDIS_URL) as peer, socket_process() as server:
            print(f"Real time, {count:,} sockets on one process")
            asyncio.run(measure_crowds(server, agents(count), settings.SITE_URL, peer))
            asyncio.run(measure_mails(agents(1, "owner")[0], settings.SITE_URL, mails()))
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
