"""A thousand open widgets and fifty agents while chats go on: from one's commit to the other's screen.

    BENCH_CHAT_SECONDS=10 BENCH_CHAT_KILL=1 python -m bench chats

Half of the messages come from visitors, by the widget's API; half from agents, by the agents' API. Shown is when
whoever is spoken to has what was said: the hint at their socket, and the answer to the question it makes them ask.
With BENCH_CHAT_KILL the servers are killed inside the run, and everybody posts until taken, as the widget does.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import secrets
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import local
from typing import Any

import psutil
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.house import House, cpu, house
from bench.table import show, spread

WIDGETS = int(os.environ.get("BENCH_CHAT_WIDGETS", "1000"))
AGENTS = int(os.environ.get("BENCH_CHAT_AGENTS", "50"))
RATE = int(os.environ.get("BENCH_CHAT_RATE", "50"))
SECONDS = int(os.environ.get("BENCH_CHAT_SECONDS", "60"))
KILL = bool(os.environ.get("BENCH_CHAT_KILL"))
# Where in the run what is killed, with a word of its command line.
DEATHS = [(0.25, "valkey-server"), (0.45, "granian"), (0.6, " worker --loglevel"), (0.75, "uvicorn")]
COMPLETE = 30.0
_SETUP = """
import json
from accounts.models import ApiToken, User
from channels_inbox.chat.starting import start_chat
from channels_inbox.chat.welcoming import welcome
from channels_inbox.models import Widget
from bench.realtime import agents
widget = Widget.objects.select_related("channel").first()
Widget.objects.update(gone_after=3600, missed_after=3600)
made = []
for n in range({widgets}):
    visitor, token = welcome(widget)
    chat = start_chat(visitor, text=f"Question {{n}}", client_id=f"begin-{{n:06}}")
    made.append([token, chat.conversation.key, chat.conversation.ticket.number, chat.conversation.ticket_id])
sessions = agents({agents})
writers = User.objects.filter(email__endswith="@bench.example")
tokens = [ApiToken.issue(user=user, name="Measuring")[1] for user in writers]
while len(tokens) < {agents}:
    user = User.objects.create_user(f"writer{{len(tokens)}}@bench.example", role=User.Role.AGENT)
    tokens.append(ApiToken.issue(user=user, name="Measuring")[1])
print(json.dumps({{"site": widget.site_key, "chats": made, "sessions": sessions, "tokens": tokens}}))
"""


@dataclass
class Tally:
    """What was sent, and what each side has been shown since."""

    sent: dict[str, float] = field(default_factory=dict)
    shown: dict[str, float] = field(default_factory=dict)
    again: int = 0
    gaps: int = 0
    doubled: int = 0
    # CPU milliseconds a message, by what spent them.
    cost: dict[str, float] = field(default_factory=dict)


class Line:
    """Questions over connections that are kept, one for each thread."""

    def __init__(self, port: int) -> None:
        self.port, self.mine, self.threads = port, local(), ThreadPoolExecutor(16)

    async def ask(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> tuple[int, Any]:
        return await asyncio.get_running_loop().run_in_executor(self.threads, self._ask, method, path, headers, body)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: Any) -> tuple[int, Any]:
        for fresh in (False, True):
            line = getattr(self.mine, "line", None)
            if line is None or fresh:
                self.mine.line = line = http.client.HTTPConnection("localhost", self.port, timeout=10)
            try:
                content = None if body is None else json.dumps(body)
                line.request(method, path, content, {"Content-Type": "application/json", **headers})
                response = line.getresponse()
                text = response.read()
                return response.status, json.loads(text) if text.startswith(b"{") else text
            except (OSError, http.client.HTTPException):
                self.mine.line = None
        return 0, None


class Widget:
    """An open window of a visitor: told that something is new, it asks for what follows the entry it has."""

    def __init__(self, desk: House, line: Line, site: str, chat: list[Any], tally: Tally) -> None:
        self.line, self.tally, self.seq = line, tally, 0
        token, key, self.number, self.ticket = chat
        self.address = f"ws://localhost:{desk.env['SOCKET_PORT']}/ws/widget/{site}/"
        self.entries = f"/widget/{site}/conversations/{key}/entries/"
        self.origin: Any = f"http://localhost:{desk.port}"
        self.headers = {"Authorization": f"Bearer {token}", "Origin": self.origin}
        self.hello = json.dumps({"kind": "hello", "token": token})
        self.open = asyncio.Event()
        self.pulling = asyncio.Lock()

    async def live(self) -> None:
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                async with connect(self.address, origin=self.origin, proxy=None, compression=None) as socket:
                    await socket.send(self.hello)
                    await self._listen(socket)
            self.open.clear()
            await asyncio.sleep(0.5 + secrets.randbelow(1000) / 1000)

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            heard = json.loads(text)
            if heard["kind"] == "resync":
                # The first one costs nothing: what a page shows at its start is not measured.
                if self.seq or self.open.is_set():
                    asyncio.get_running_loop().create_task(self.pull())
                self.open.set()
            elif heard["kind"] == "entries" and heard["seq"] > self.seq:
                if "answer" in heard and heard["seq"] == self.seq + 1:
                    self._take(heard["answer"]["entries"])
                else:
                    asyncio.get_running_loop().create_task(self.pull())

    async def pull(self) -> None:
        async with self.pulling:
            more = True
            while more:
                status, answer = await self.line.ask("GET", f"{self.entries}?after={self.seq}", self.headers)
                if status != 200:
                    return
                more = answer["more"]
                self._take(answer["entries"])

    def _take(self, entries: list[dict[str, Any]]) -> None:
        """Show what follows the last entry, as the widget does: what is there already is passed over."""
        for entry in entries:
            if entry["seq"] <= self.seq:
                continue
            self.tally.gaps += entry["seq"] != self.seq + 1
            self.seq = entry["seq"]
            if entry["author"] == "agent":
                note(self.tally, entry["text"], time.time())

    async def say(self, text: str) -> None:
        body = {"text": text, "client_id": f"bench-{text}"}
        while True:
            status, answer = await self.line.ask("POST", self.entries, self.headers, body)
            if status == 201:
                break
            self.tally.again += 1
            await asyncio.sleep(0.5)
        if answer["entry"]["seq"] == self.seq + 1:
            self._take([answer["entry"]])


class Agent:
    """A desk of an agent: a nudge about one of their tickets makes it ask for the news."""

    def __init__(self, desk: House, line: Line, session: str, token: str, tally: Tally) -> None:
        self.line, self.tally = line, tally
        self.address = f"ws://localhost:{desk.env['SOCKET_PORT']}/ws/"
        self.origin: Any = f"http://localhost:{desk.port}"
        self.cookie = {"Cookie": f"sessionid={session}"}
        self.token = {"Authorization": f"Bearer {token}"}
        self.tickets: dict[int, Widget] = {}
        self.expected: dict[int, list[str]] = defaultdict(list)
        self.seen: dict[int, int] = {}
        self.open = asyncio.Event()

    async def live(self) -> None:
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                headers = self.cookie
                async with connect(
                    self.address, origin=self.origin, additional_headers=headers, proxy=None, compression=None
                ) as socket:
                    await self._listen(socket)
            await asyncio.sleep(0.5 + secrets.randbelow(1000) / 1000)

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            heard = json.loads(text)
            if heard["kind"] == "resync":
                self.open.set()
                for ticket in [ticket for ticket, waits in self.expected.items() if waits]:
                    asyncio.get_running_loop().create_task(self.pull(ticket))
            elif heard["kind"] == "ticket_changed" and self.expected.get(heard["id"]):
                asyncio.get_running_loop().create_task(self.pull(heard["id"]))

    async def pull(self, ticket: int) -> None:
        number, after = self.tickets[ticket].number, self.seen.get(ticket, 1)
        path = f"/agent/tickets/{number}/timeline/?after={after}"
        status, page = await self.line.ask("GET", path, {**self.cookie, "HX-Request": "true"})
        if status != 200:
            return
        now, drawn = time.time(), page.decode()
        for text in [text for text in self.expected[ticket] if f">{text}<" in drawn]:
            self.expected[ticket].remove(text)
            note(self.tally, text, now)

    async def say(self, widget: Widget, text: str) -> None:
        path = f"/api/v1/tickets/{widget.number}/messages/"
        headers = {**self.token, "Idempotency-Key": text}
        while (await self.line.ask("POST", path, headers, {"kind": "reply", "text": text}))[0] != 201:
            self.tally.again += 1
            await asyncio.sleep(0.5)


def note(tally: Tally, text: str, now: float) -> None:
    if text in tally.shown:
        tally.doubled += 1
    else:
        tally.shown[text] = now


async def run(desk: House, made: dict[str, Any], killing: Callable[[float], None]) -> tuple[Tally, float]:
    tally, line = Tally(), Line(desk.port)
    widgets = [Widget(desk, line, made["site"], chat, tally) for chat in made["chats"]]
    agents = [Agent(desk, line, *pair, tally) for pair in zip(made["sessions"], made["tokens"], strict=True)]
    process = next(p for p in desk.programs() if "uvicorn" in " ".join(p.cmdline()))
    empty = process.memory_full_info().pss
    living = []
    for one in (*widgets, *agents):
        living.append(asyncio.create_task(one.live()))
        await asyncio.sleep(0.002)
    await asyncio.gather(*(one.open.wait() for one in (*widgets, *agents)))
    per_socket = (process.memory_full_info().pss - empty) / len(living) / 1024
    for n, widget in enumerate(widgets):
        widget.seq = 1
        agents[n % len(agents)].tickets[widget.ticket] = widget
    await _quiet(desk)
    used, began, saying = _used(desk), time.monotonic(), []
    for n in range(SECONDS * RATE):
        await asyncio.sleep(max(0.0, began + n / RATE - time.monotonic()))
        killing((time.monotonic() - began) / SECONDS)
        widget, agent = widgets[n % len(widgets)], agents[n % len(widgets) % len(agents)]
        text = f"m{n:06}-{secrets.token_hex(4)}"
        tally.sent[text] = time.time()
        if n % 2:
            saying.append(asyncio.create_task(agent.say(widget, text)))
        else:
            agent.expected[widget.ticket].append(text)
            saying.append(asyncio.create_task(widget.say(text)))
    await asyncio.gather(*saying)
    end = time.monotonic() + COMPLETE
    while len(tally.shown) < len(tally.sent) and time.monotonic() < end:
        await asyncio.sleep(0.2)
    now = _used(desk)
    tally.cost = {name: (now[name] - used[name]) / len(tally.sent) * 1000 for name in used}
    for task in living:
        task.cancel()
    await asyncio.gather(*living, return_exceptions=True)
    return tally, per_socket


def main() -> None:
    with house() as desk:
        setup = _SETUP.format(widgets=WIDGETS, agents=AGENTS)
        made = json.loads(desk.manage("shell", "--no-imports", "-c", setup).strip().splitlines()[-1])
        deaths = list(DEATHS) if KILL else []

        def killing(share: float) -> None:
            while deaths and share >= deaths[0][0]:
                _kill(desk, deaths.pop(0)[1])

        tally, per_socket = asyncio.run(run(desk, made, killing))
        committed = dict(
            desk.rows("SELECT text, created_at FROM tickets_message WHERE channel = 'chat' AND text LIKE 'm%-%'")
        )
        twice = desk.count(
            "SELECT count(*) - count(DISTINCT text) FROM tickets_message WHERE channel = 'chat' AND text LIKE 'm%-%'"
        )
    report(tally, committed, twice, per_socket)


def report(tally: Tally, committed: dict[str, datetime], twice: int, per_socket: float) -> None:
    delays = [at - committed[text].timestamp() for text, at in tally.shown.items() if text in committed]
    lost = len(tally.sent) - len(tally.shown)
    killed = ", servers killed" if KILL else ""
    print(f"  {WIDGETS:,} widgets, {AGENTS} agents, {RATE} messages a second for {SECONDS} s{killed}")
    rows = [("written to shown, ms", *spread(delays), max(delays) * 1000)]
    show(["", "p50", "p95", "most"], rows)
    show(
        ["sent", "shown", "not shown", "gaps", "shown twice", "stored twice", "sent again", "KiB a socket"],
        [(len(tally.sent), len(tally.shown), lost, tally.gaps, tally.doubled, twice, tally.again, per_socket)],
    )
    if not KILL:
        show([f"CPU ms a message: {name}" for name in tally.cost], [tuple(tally.cost.values())])
    print("  Goal: p95 <= 500 ms, no gap, nothing lost or doubled, <= 40 KiB a socket.")
    if lost or tally.gaps or tally.doubled or twice:
        sys.exit(1)


async def _quiet(desk: House) -> None:
    """Wait until the workers have dealt with a thousand new tickets."""
    for _ in range(60):
        before = _used(desk)[" worker --loglevel"]
        await asyncio.sleep(2)
        if _used(desk)[" worker --loglevel"] - before < 0.1:
            return


def _used(desk: House) -> dict[str, float]:
    """Return the CPU seconds used so far, by what used them."""
    programs = desk.programs()
    named = {
        word: [p for p in programs if word in " ".join(p.cmdline())]
        for word in ("granian", "uvicorn", " worker --loglevel")
    }
    times = time.process_time()
    return {**{word: cpu(found) for word, found in named.items()}, "servers": cpu(desk.databases()), "this": times}


def _kill(desk: House, word: str) -> None:
    for process in (*desk.programs(), *desk.databases()):
        with suppress(psutil.Error):
            if word in " ".join(process.cmdline()):
                process.kill()
                return


if __name__ == "__main__":
    main()
