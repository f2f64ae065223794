"""Pages of the desk at different sizes: what each takes, and what it grows by.

The desks run side by side and are asked in turn, so that whatever else the machine does, it does to all of them.
BENCH_TICKETS names the sizes: BENCH_TICKETS="10000 100000 1000000" make bench.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import ExitStack

from bench.house import Browser, House
from bench.large import large
from bench.statements import statements
from bench.table import show, spread

SIZES = [int(size) for size in os.environ.get("BENCH_TICKETS", "10000 100000").split()]
ROUNDS = 60
VIEWS = ["mine", "unassigned", "waiting-for-us", "open", "waiting-on-customer", "closed", "all"]
SEARCHES = {"a common word": "grinder", "a person": "lindq", "nothing": "qxqxq"}
_MORE = re.compile(r'id="more" href="([^"]+)"')
# Of the same length everywhere, and not of yesterday: what is open today differs from desk to desk.
_TICKET = """
SELECT number FROM tickets_ticket WHERE (SELECT count(*) FROM tickets_message WHERE ticket_id = tickets_ticket.id) = 4
AND category = 'closed' ORDER BY id LIMIT 1 OFFSET 1000
"""


def main() -> None:
    with ExitStack() as stack:
        desks = {size: Pages(stack.enter_context(large(size))) for size in SIZES}
        first, last = desks[min(SIZES)], desks[max(SIZES)]
        for _ in range(ROUNDS):
            for name in first.paths:
                for pages in desks.values():
                    pages.ask(name)
        counts = [statements(pages.desk, pages.paths.values()) for pages in desks.values()]
    rows = []
    for place, name in enumerate(first.paths):
        times = ["{:.1f} ({:.1f})".format(*spread(pages.seconds[name])) for pages in desks.values()]
        growth = spread(last.seconds[name])[0] / spread(first.seconds[name])[0]
        size = max(pages.bytes[name] for pages in desks.values())
        rows.append((name, *times, f"{growth:.2f}x", max(c[place] for c in counts), f"{size / 1024:.1f}"))
    show(["page", *(f"{size:,}: p50 (p95) ms" for size in SIZES), "growth", "SQL", "KiB"], rows)
    print("  Goals: growth <= 1.25x; SQL: list <= 6, ticket <= 8; list <= 12 KiB compressed.")


class Pages:
    """One desk's pages by name, the same names in every desk."""

    def __init__(self, desk: House) -> None:
        self.desk = desk
        self.browser = Browser(desk.port)
        self.browser.sign_in()
        lists = {view: f"/agent/views/{view}/" for view in VIEWS}
        self.paths = {
            **lists,
            "open, page 5": self._page(lists["open"], 5),
            "all, page 5": self._page(lists["all"], 5),
            **{f"all, search for {what}": f"{lists['all']}?q={word}" for what, word in SEARCHES.items()},
            "open, search for a common word": f"{lists['open']}?q={SEARCHES['a common word']}",
            "ticket of 4 messages": f"/agent/tickets/{desk.count(_TICKET)}/?view=open",
        }
        self.seconds: dict[str, list[float]] = {name: [] for name in self.paths}
        self.bytes = {name: len(self.browser.get(path)) for name, path in self.paths.items()}

    def ask(self, name: str) -> None:
        start = time.perf_counter()
        self.browser.get(self.paths[name])
        self.seconds[name].append(time.perf_counter() - start)

    def _page(self, path: str, number: int) -> str:
        for _ in range(number - 1):
            found = _MORE.search(self.browser.read(path))
            assert found, f"{path} has fewer than {number} pages"
            path = found[1].replace("&amp;", "&")
        return path
