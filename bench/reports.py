"""The report at different sizes: what its pages take, and what they grow by when only the past is longer.

The desks run side by side and are asked in turn. A range holds ten times the tickets in a desk ten times as
large, so the ranges here are chosen to hold about the same number; a whole year is measured for its own sake.
"""

from __future__ import annotations

import time
from contextlib import ExitStack

from bench.house import Browser, House
from bench.large import large
from bench.pages import SIZES
from bench.statements import statements
from bench.table import show, spread

ROUNDS = 25
BASE = "/agent/reports/"
SAME = "about as many tickets in the range"


class Reports:
    def __init__(self, desk: House, tickets: int) -> None:
        self.desk = desk
        start = time.perf_counter()
        desk.manage("rebuild_reports")
        self.rebuilt = time.perf_counter() - start
        desk.run("VACUUM (ANALYZE) insights_fact")
        self.browser = Browser(desk.port)
        self.browser.sign_in()
        # Two years are spread over all tickets: this many days hold about 380.
        days = max(1, round(730 * 380 / tickets))
        asked = "SELECT (now() - interval '{} days')::date, (now() - interval '60 days')::date"
        first, last = desk.rows(asked.format(59 + days))[0]
        self.paths = {
            "28 days": BASE,
            "a year": f"{BASE}?range=365d",
            SAME: f"{BASE}?range=custom&from={first}&to={last}",
            "the list behind a number": f"{BASE}first-response/tickets/",
            "what is open": f"{BASE}backlog/tickets/",
        }
        self.seconds: dict[str, list[float]] = {name: [] for name in self.paths}
        for path in self.paths.values():
            self.browser.get(path)

    def ask(self, name: str) -> None:
        start = time.perf_counter()
        self.browser.get(self.paths[name])
        self.seconds[name].append(time.perf_counter() - start)


def main() -> None:
    with ExitStack() as stack:
        desks = {size: Reports(stack.enter_context(large(size)), size) for size in SIZES}
        first, last = desks[min(SIZES)], desks[max(SIZES)]
        for _ in range(ROUNDS):
            for name in first.paths:
                for reports in desks.values():
                    reports.ask(name)
        counts = [statements(reports.desk, reports.paths.values()) for reports in desks.values()]
    rows = []
    for place, name in enumerate(first.paths):
        times = ["{:.0f} ({:.0f})".format(*spread(reports.seconds[name])) for reports in desks.values()]
        growth = spread(last.seconds[name])[0] / spread(first.seconds[name])[0]
        rows.append((name, *times, f"{growth:.2f}x", max(c[place] for c in counts)))
    show(["report", *(f"{size:,}: p50 (p95) ms" for size in SIZES), "growth", "SQL"], rows)
    rebuilt = ", ".join(f"{size:,} tickets in {reports.rebuilt:.0f} s" for size, reports in desks.items())
    print(f"  Rebuilt: {rebuilt}. Goals: p95 < 2 s; growth <= 1.25x for {SAME}.")
