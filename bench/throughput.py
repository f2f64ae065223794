"""The ticket list under load, beside the least a Django list can be (bench/control) on the same server.

Both with two web processes; client, servers and database share the machine. The runs alternate.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import sleep

import psutil

from bench.house import ROOT, Browser, cpu, free_port
from bench.large import large
from bench.load import client, per_second
from bench.table import show
from helpdesk.local.processes import processes

TICKETS = 100_000
ROUNDS, SECONDS = 5, 4
LIST = "/agent/views/open/"


@dataclass
class Side:
    """One of the two, and what its runs gave."""

    name: str
    port: int
    path: str
    cookie: str
    processes: Callable[[], list[psutil.Process]]
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def run(self) -> None:
        serving = self.processes()
        before = cpu(serving)
        rate = per_second(self.port, self.path, cookie=self.cookie, seconds=SECONDS)
        self.rates.append(rate)
        self.costs.append((cpu(serving) - before) / (rate * SECONDS) * 1000)


def main() -> None:
    with large(TICKETS) as desk, control() as server:
        browser = Browser(desk.port)
        browser.sign_in()
        ours = Side(
            "help desk, open tickets", desk.port, LIST, browser.cookie, lambda: [*desk.programs(), *desk.databases()]
        )
        least = Side("control", server.port, "/", "", lambda: [server.process, *server.process.children()])
        for _ in range(ROUNDS + 1):
            ours.run()
            least.run()
    rows = []
    for side in (ours, least):
        # The first run was to warm up.
        rates, costs = side.rates[1:], side.costs[1:]
        rows.append((side.name, statistics.median(rates), min(rates), max(rates), statistics.median(costs)))
    show(["", "requests/s", "least", "most", "CPU ms each, PostgreSQL's too"], rows)
    (_, ours_rate, *_, ours_cost), (_, least_rate, *_, least_cost) = rows
    print(f"  Of the control's requests: {ours_rate / least_rate:.0%} (goal >= 30%).")
    print(f"  By CPU, which other work on the machine disturbs less: {least_cost / ours_cost:.0%}.")
    print(f"  Client: {client()}. {TICKETS:,} tickets; each page has 50 rows and the counts of all views.")


@dataclass(frozen=True)
class Control:
    port: int
    process: psutil.Process


@contextmanager
def control() -> Iterator[Control]:
    """Serve the control as `make run` serves the product's pages."""
    port = free_port()
    ports = {"PORT": port, "SOCKET_PORT": 0, "SMTP_PORT": 0}
    [web] = [p for p in processes(host="127.0.0.1", ports=ports, beat_schedule="") if p.name == "web"]
    command = [sys.executable, *web.command[1:-1], "bench.control.app:application"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/").close()
                break
            except urllib.error.URLError:
                sleep(0.1)
        yield Control(port, psutil.Process(server.pid))
    finally:
        server.terminate()
        server.wait(20)
