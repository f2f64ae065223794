"""`make bench`, or one part of it: `python -m bench mail_in pages`."""

from __future__ import annotations

import importlib
import sys

PARTS = [
    "mail_parse",
    "mail_in",
    "pages",
    "search",
    "finding",
    "throughput",
    "live",
    "realtime",
    "chats",
    "resting",
    "sweep",
    "rules",
    "reports",
    "questions",
    "monitors",
    "subscribers",
    "community",
]


def main(names: list[str]) -> None:
    for name in names or PARTS:
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()


main(sys.argv[1:])
