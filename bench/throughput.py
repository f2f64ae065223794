"""The ticket list under load, beside the least a Django list can be (bench/control) on the same server.

Both with two web processes; client, servers and database share the machine. The runs alternate.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from time import sleep

from bench.house import ROOT, Browser, free_port
from bench.large import large
from bench.load import client, per_second
from bench.table import show
from helpdesk.local.processes import processes

TICKETS = 100_000
ROUNDS = 5
LIST = "/agent/views/open/"


def main() -> None:
    rates: dict[str, list[float]] = {"help desk, list of open tickets": [], "control": []}
    with large(TICKETS) as desk, control() as port:
        browser = Browser(desk.port)
        browser.sign_in()
        asked = [(desk.port, LIST, browser.cookie), (port, "/", "")]
        for number in range(ROUNDS + 1):
            for name, (to, path, cookie) in zip(rates, asked, strict=True):
                rate = per_second(to, path, cookie=cookie)
                if number:  # the first round is to warm up
                    rates[name].append(rate)
    medians = {name: statistics.median(values) for name, values in rates.items()}
    ours, least = medians.values()
    rows = [(name, medians[name], min(values), max(values)) for name, values in rates.items()]
    show(["", "requests/s", "least", "most"], [*rows, ("ratio", f"{ours / least:.0%} (goal >= 30%)", "", "")])
    print(f"  Client: {client()}. {TICKETS:,} tickets, 50 rows and the counts of all views on each page.")


@contextmanager
def control() -> Iterator[int]:
    """Serve the control as `make run` serves the product's pages; yield its port."""
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
        yield port
    finally:
        server.terminate()
        server.wait(20)
