"""See who waits for whom in the database, so that races are tests and not luck."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection, connections

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def waits(people: int = 1) -> None:
    """Return once so many wait for a lock."""
    with connection.cursor() as cursor:
        for _ in range(100_000):
            # The view is read once per transaction otherwise.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(_WAITING)
            if cursor.fetchone()[0] >= people:
                return
    raise AssertionError("Nobody waited.")


def gone(backend: int) -> bool:
    """Tell whether the database has noticed that a client of its is dead, and let go of what that one held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend])
        return cursor.fetchone() is None


def meanwhile(pool: ThreadPoolExecutor, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
    """Do something beside the test, with connections of its own."""

    def run() -> Any:
        try:
            return work(*args, **kwargs)
        finally:
            connections.close_all()

    return pool.submit(run)
