"""Desks of many tickets, kept under var/bench/ because a million takes a quarter of an hour to make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from bench.house import ROOT, House, house
from helpdesk.local.servers import urls


def folder(tickets: int) -> Path:
    return ROOT / "var" / "bench" / f"tickets-{tickets}"


@contextmanager
def large(tickets: int) -> Iterator[House]:
    """Run a help desk with the demo data and so many made-up tickets; they are made on first use."""
    with house(data=folder(tickets)) as desk:
        if desk.count("SELECT count(*) FROM tickets_ticket") < tickets:
            print(f"  making {tickets:,} tickets ...", flush=True)
            desk.manage("seed", "--tickets", str(tickets))
        _tidy(desk)
        yield desk


def _tidy(desk: House) -> None:
    """Do now what autovacuum would do within minutes, so that it does not while we measure; migrations need it too."""
    connection = psycopg2.connect(urls(environ=desk.env)["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()
