"""Desks of many tickets, kept under var/bench/ because a million takes a quarter of an hour to make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.house import ROOT, House, house


def folder(tickets: int) -> Path:
    return ROOT / "var" / "bench" / f"tickets-{tickets}"


@contextmanager
def large(tickets: int) -> Iterator[House]:
    """Run a help desk with the demo data and so many made-up tickets; they are made on first use."""
    with house(data=folder(tickets)) as desk:
        if desk.count("SELECT count(*) FROM tickets_ticket") < tickets:
            print(f"  making {tickets:,} tickets ...", flush=True)
            desk.manage("seed", "--tickets", str(tickets))
        # What autovacuum would do within minutes, so that it does not while we measure; also what migrations need.
        desk.run("VACUUM (ANALYZE)")
        yield desk
