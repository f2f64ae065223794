"""Search of all messages, and a list beside twenty saved views: what each takes, and what it grows by.

The desks run side by side and are asked in turn, like those of `pages`, and have the same data.
"""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from urllib.parse import urlencode

import redis

from bench.house import Browser, House
from bench.large import large
from bench.pages import SIZES
from bench.statements import statements
from bench.table import show, spread
from helpdesk.local.servers import urls

ROUNDS = 40
SEARCHES = {
    "the commonest word": "the",
    "a rare word": "wedding",
    "a word in every hundredth message": "grinder",
    "two words": "pump seal",
    "a phrase": '"no pressure"',
    "a person": "lindq",
    "nothing": "qxqxq",
    "a word of open tickets": "the is:open",
    # The smaller desk finds eight of these, so its page has less to draw; of the others both find more than a page.
    "operators": "from:lindq is:open",
    "operators, a full page": "from:lindq is:resolved,closed",
}
UNFINISHED = "('new', 'open', 'waiting_customer', 'waiting_third_party')"
RECOUNTED = "open, 20 views counted anew"


def main() -> None:
    with ExitStack() as stack:
        houses = {size: stack.enter_context(large(size)) for size in SIZES}
        level(list(houses.values()))
        for house in houses.values():
            house.manage("index_messages")
            make_views(house)
            house.run("VACUUM (ANALYZE)")
        # Only now: a connection that waits for all this would be closed.
        desks = {size: Searches(house) for size, house in houses.items()}
        first, last = desks[min(SIZES)], desks[max(SIZES)]
        for _ in range(ROUNDS):
            for name in first.paths:
                for desk in desks.values():
                    desk.ask(name)
        counts = [statements(desk.desk, desk.paths.values()) for desk in desks.values()]
    rows = []
    for place, name in enumerate(first.paths):
        times = ["{:.1f} ({:.1f})".format(*spread(desk.seconds[name])) for desk in desks.values()]
        growth = spread(last.seconds[name])[0] / spread(first.seconds[name])[0]
        rows.append((name, *times, f"{growth:.2f}x", max(c[place] for c in counts)))
    show(["page", *(f"{size:,}: p50 (p95) ms" for size in SIZES), "growth", "SQL"], rows)
    common, rare = (spread(last.seconds[name])[1] for name in ("the commonest word", "a rare word"))
    print(f"  The commonest word / a rare word, 95 %, at {max(SIZES):,}: {common / rare:.2f}x")
    print("  Goals: growth <= 1.25x; SQL <= 6; commonest / rare <= 3x.")


class Searches:
    """One desk with twenty saved views and all its messages indexed."""

    def __init__(self, desk: House) -> None:
        self.desk = desk
        self.valkey = redis.Redis.from_url(urls(environ=desk.env)["REDIS_URL"])
        self.browser = Browser(desk.port)
        self.browser.sign_in()
        self.paths = {
            "open, 20 views": "/agent/views/open/",
            RECOUNTED: "/agent/views/open/",
            **{name: f"/agent/views/all/?{urlencode({'q': words})}" for name, words in SEARCHES.items()},
        }
        self.seconds: dict[str, list[float]] = {name: [] for name in self.paths}
        for path in self.paths.values():
            self.browser.get(path)

    def ask(self, name: str) -> None:
        if name == RECOUNTED and (kept := list(self.valkey.scan_iter("*view-count*"))):
            self.valkey.delete(*kept)
        start = time.perf_counter()
        self.browser.get(self.paths[name])
        self.seconds[name].append(time.perf_counter() - start)


def level(desks: list[House]) -> None:
    """Close the oldest unfinished tickets of every desk but the one that has fewest, until all have as many.

    What a count takes grows with the tickets at work, by its nature; asked is what it grows by when only the past is
    longer. The seed leaves more unfinished in a larger desk: as if it had more agents, not more years.
    """
    fewest = min(desk.count(f"SELECT count(*) FROM tickets_ticket WHERE category IN {UNFINISHED}") for desk in desks)
    for desk in desks:
        # The seed's newest stay at work.
        excess = f"SELECT id FROM tickets_ticket WHERE category IN {UNFINISHED} ORDER BY id DESC OFFSET {fewest}"
        desk.run(
            "UPDATE tickets_ticket SET category = 'closed', closed_at = now(), "
            "resolved_at = coalesce(resolved_at, now()), waiting_since = NULL, "
            f"status_id = (SELECT min(id) FROM tickets_status WHERE category = 'closed') WHERE id IN ({excess})"
        )
    print(f"  {fewest:,} unfinished tickets in each desk.", flush=True)


def make_views(desk: House) -> None:
    """Give everybody twenty views of the kinds people make."""
    tags = [row[0] for row in desk.rows("SELECT id FROM tickets_tag ORDER BY id LIMIT 4")]
    teams = [row[0] for row in desk.rows("SELECT id FROM accounts_team ORDER BY id LIMIT 4")]
    trees = [
        *([("priority", "is", [p])] for p in (1, 3, 4)),
        *([("tags", "any_of", [tag])] for tag in tags),
        *([("team", "is", [team]), ("priority", "is", [3, 4])] for team in teams),
        *([("channel", "is", [kind]), ("assignee", "empty", None)] for kind in ("email", "chat", "phone")),
        *([("type", "is", [kind]), ("category", "is", ["open"])] for kind in ("incident", "problem", "task")),
        [("assignee", "is", ["me"]), ("priority", "is", [4])],
        [("opened", "more_than", 14 * 86400), ("category", "is", ["new"])],
        [("subject", "contains", ["pressure"])],
    ]
    desk.run("DELETE FROM tickets_savedview WHERE name LIKE 'Bench %'")
    for number, leaves in enumerate(trees[:20], start=1):
        conditions = [
            {"field": field, "op": op, **({} if value is None else {"value": value})} for field, op, value in leaves
        ]
        tree = json.dumps({"match": "all", "conditions": conditions})
        desk.run(
            "INSERT INTO tickets_savedview (name, icon, conditions, finished, sort, position, version, updated_at) "
            f"VALUES ('Bench {number}', 'funnel', '{tree}', false, 'latest', {number}, 1, now())"
        )
