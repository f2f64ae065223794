"""A thousand open widgets and fifty agents while chats go on: from one's commit to the other's screen.

    python -m bench chats
    BENCH_CHAT_SECONDS=10 BENCH_CHAT_RATE=20 python -m bench chats

Half of the messages come from visitors, by the widget's API; half from the agents who have taken their chats, by the
agents' API. Shown is when whoever is spoken to has what was said: a widget by its socket, an agent by the answer to the
question a nudge makes their page ask. First in peace, after some seconds to warm up; then again, while Valkey, a web
process, the worker and the socket process are killed and everybody posts until taken, as the widget does.
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

from bench.house import House, command, cpu, house
from bench.table import show, spread

WIDGETS = int(os.environ.get("BENCH_CHAT_WIDGETS", "1000"))
AGENTS = int(os.environ.get("BENCH_CHAT_AGENTS", "50"))
RATE = int(os.environ.get("BENCH_CHAT_RATE", "50"))
SECONDS = int(os.environ.get("BENCH_CHAT_SECONDS", "60"))
WARM = int(os.environ.get("BENCH_CHAT_WARM", "10"))
# Where in the run what is killed, with a word of its command line.
DEATHS = [(0.25, "valkey-server"), (0.45, "granian"), (0.6, " worker --loglevel"), (0.75, "uvicorn")]
# Within so many seconds everybody is to have everything; what is not there long after is lost.
COMPLETE, LOST = 30.0, 120.0
PEACE = "In peace"
_SETUP = """
import json
from accounts.models import ApiToken, User
from channels_inbox.chat.owning import accept_chat
from channels_inbox.chat.starting import start_chat
from channels_inbox.chat.welcoming import welcome
from channels_inbox.models import Widget
from bench.realtime import agents
widget = Widget.objects.select_related("channel").first()
Widget.objects.update(gone_after=3600, missed_after=3600)
sessions = agents({agents})
writers = list(User.objects.filter(email__endswith="@bench.example"))
while len(writers) < {agents}:
    writers.append(User.objects.create_user(f"writer{{len(writers)}}@bench.example", role=User.Role.AGENT))
tokens = [ApiToken.issue(user=user, name="Measuring")[1] for user in writers]
made = []
for n in range({widgets}):
    visitor, token = welcome(widget)
    chat = start_chat(visitor, text=f"Question {{n}}", client_id=f"begin-{{n:06}}")
    accept_chat(chat, by=writers[n % {agents}])
    made.append([token, chat.conversation.key, chat.conversation.ticket.number, chat.conversation.ticket_id])
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
    # Seconds from the last post that was taken until everything was shown.
    complete: float = 0.0
    # CPU milliseconds a message, by what spent them.
    cost: dict[str, float] = field(default_factory=dict)

    def forget(self) -> None:
        self.__init__()  # type: ignore[misc]


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
                # What a page shows at its start is asked for once all are open.
                if self.seq:
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


class Crowd:
    """All windows of a run, open at once."""

    def __init__(self, desk: House, made: dict[str, Any]) -> None:
        self.desk, line = desk, Line(desk.port)
        self.tally = Tally()
        self.widgets = [Widget(desk, line, made["site"], chat, self.tally) for chat in made["chats"]]
        pairs = zip(made["sessions"], made["tokens"], strict=True)
        self.agents = [Agent(desk, line, *pair, self.tally) for pair in pairs]
        for n, widget in enumerate(self.widgets):
            self._agent_of(n).tickets[widget.ticket] = widget
        self._living: list[asyncio.Task[None]] = []

    def _agent_of(self, n: int) -> Agent:
        return self.agents[n % len(self.agents)]

    async def open(self) -> float:
        """Open every window and catch up; return the KiB a socket takes."""
        process = next(p for p in self.desk.programs() if "uvicorn" in " ".join(command(p)))
        empty = process.memory_full_info().pss
        for one in (*self.widgets, *self.agents):
            self._living.append(asyncio.create_task(one.live()))
            await asyncio.sleep(0.002)
        await asyncio.gather(*(one.open.wait() for one in (*self.widgets, *self.agents)))
        per_socket = (process.memory_full_info().pss - empty) / len(self._living) / 1024
        for widget in self.widgets:
            await widget.pull()
        await _quiet(self.desk)
        return per_socket

    async def talk(self, seconds: int, killing: Callable[[float], None] = lambda share: None) -> Tally:
        """Say RATE things a second, then wait until all of it is shown, LOST seconds at most."""
        self.tally.forget()
        used, began, saying = _used(self.desk), time.monotonic(), []
        for n in range(seconds * RATE):
            await asyncio.sleep(max(0.0, began + n / RATE - time.monotonic()))
            killing((time.monotonic() - began) / seconds)
            text = f"m{n:06}-{secrets.token_hex(4)}"
            # A visitor speaks; half a round later, ten seconds with a thousand, their agent does.
            at = (n // 2 + n % 2 * len(self.widgets) // 2) % len(self.widgets)
            widget, agent = self.widgets[at], self._agent_of(at)
            self.tally.sent[text] = time.time()
            if n % 2:
                saying.append(asyncio.create_task(agent.say(widget, text)))
            else:
                agent.expected[widget.ticket].append(text)
                saying.append(asyncio.create_task(widget.say(text)))
        await asyncio.gather(*saying)
        taken = time.monotonic()
        while len(self.tally.shown) < len(self.tally.sent) and time.monotonic() < taken + LOST:
            await asyncio.sleep(0.2)
        self.tally.complete = time.monotonic() - taken
        now = _used(self.desk)
        self.tally.cost = {name: (now[name] - used[name]) / len(self.tally.sent) * 1000 for name in used}
        return self.tally

    async def close(self) -> None:
        for task in self._living:
            task.cancel()
        await asyncio.gather(*self._living, return_exceptions=True)


async def run(desk: House, made: dict[str, Any]) -> bool:
    """Measure in peace and under fire; return whether all was shown once and in order."""
    crowd = Crowd(desk, made)
    per_socket = await crowd.open()
    print(f"  {WIDGETS:,} widgets, {AGENTS} agents, {per_socket:.1f} KiB a socket")
    print(f"  {RATE} messages a second for {SECONDS} s, after {WARM} s that are not counted")
    if WARM:
        await crowd.talk(WARM)
    good = report(desk, await crowd.talk(SECONDS), PEACE)
    deaths = list(DEATHS)

    def killing(share: float) -> None:
        while deaths and share >= deaths[0][0]:
            _kill(desk, deaths.pop(0)[1])

    good &= report(desk, await crowd.talk(SECONDS, killing), "Valkey, a web process, the worker, the sockets killed")
    await crowd.close()
    return good


def main() -> None:
    with house() as desk:
        setup = _SETUP.format(widgets=WIDGETS, agents=AGENTS)
        made = json.loads(desk.manage("shell", "--no-imports", "-c", setup).strip().splitlines()[-1])
        good = asyncio.run(run(desk, made))
    print("  Goal: p95 <= 500 ms in peace; no gap, nothing lost or doubled, complete within 30 s; <= 40 KiB a socket.")
    if not good:
        sys.exit(1)


def report(desk: House, tally: Tally, name: str) -> bool:
    rows = desk.rows("SELECT text, created_at FROM tickets_message WHERE channel = 'chat' AND text LIKE 'm%-%'")
    committed: dict[str, datetime] = {text: at for text, at in rows if text in tally.sent}
    twice = sum(text in tally.sent for text, _ in rows) - len(committed)
    delays = [at - committed[text].timestamp() for text, at in tally.shown.items() if text in committed]
    lost = len(tally.sent) - len(tally.shown)
    show([f"{name}: written to shown, ms", "p50", "p95", "most"], [("", *spread(delays), max(delays) * 1000)])
    show(
        ["sent", "shown", "lost", "gaps", "shown twice", "stored twice", "sent again", "complete after, s"],
        [(len(tally.sent), len(tally.shown), lost, tally.gaps, tally.doubled, twice, tally.again, tally.complete)],
    )
    if name == PEACE:
        show(["CPU, ms a message", *tally.cost, "all"], [("", *tally.cost.values(), sum(tally.cost.values()))])
    return not (lost or tally.gaps or tally.doubled or twice or tally.complete > COMPLETE)


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
        word: [p for p in programs if word in " ".join(command(p))]
        for word in ("granian", "uvicorn", " worker --loglevel")
    }
    times = time.process_time()
    return {**{word: cpu(found) for word, found in named.items()}, "servers": cpu(desk.databases()), "this": times}


def _kill(desk: House, word: str) -> None:
    for process in (*desk.programs(), *desk.databases()):
        with suppress(psutil.Error):
            if word in " ".join(command(process)):
                process.kill()
                return


if __name__ == "__main__":
    main()
