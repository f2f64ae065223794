"""Let PostgreSQL plan the same statement once for each connection instead of each time.

For joins of many tables planning takes longer than answering. A statement asked again on a connection is prepared
there; PostgreSQL goes on to judge whether one plan for all values is as good as one for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

# Statements one connection keeps. Beyond that it begins anew: something writes values into its SQL.
MOST = 100


class _Kept:
    """What one connection has prepared: the name of each statement, None for what was asked once."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.names: dict[str, str | None] = {}
        self.numbers = count(1)


def execute(cursor: Any, sql: str, values: Sequence[Any]) -> None:
    """Ask a statement of the default database, prepared if it was asked before on this connection."""
    name = _name(cursor, sql) if settings.PREPARED_STATEMENTS else None
    if name is None:
        cursor.execute(sql, values)
    else:
        places = f"({', '.join(['%s'] * len(values))})" if values else ""
        cursor.execute(f"EXECUTE {name}{places}", values)


def forget() -> None:
    """Let this thread's connection begin anew."""
    kept = _kept()
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        _forget(cursor, kept)


def _name(cursor: Any, sql: str) -> str | None:
    """Return the name a statement has on this connection, None while it is asked in full."""
    kept = _kept()
    if sql not in kept.names:
        if len(kept.names) >= MOST:
            _forget(cursor, kept)
        kept.names[sql] = None
        return None
    name = kept.names[sql]
    if name is None:
        name = f"kept_{next(kept.numbers)}"
        _unseen(cursor, f"PREPARE {name} AS {_numbered(sql)}")
        kept.names[sql] = name
    return name


def _kept() -> _Kept:
    database: Any = connections[DEFAULT_DB_ALIAS]
    kept: _Kept | None = getattr(database, "kept_plans", None)
    if kept is None or kept.connection is not database.connection:
        database.kept_plans = kept = _Kept(database.connection)
    return kept


def _forget(cursor: Any, kept: _Kept) -> None:
    _unseen(cursor, "DEALLOCATE ALL")
    kept.names.clear()


def _unseen(cursor: Any, sql: str) -> None:
    """Say something about statements to PostgreSQL, past Django's record of what a page asks."""
    with connections[DEFAULT_DB_ALIAS].wrap_database_errors:
        cursor.cursor.execute(sql)


def _numbered(sql: str) -> str:
    """Return a statement with numbers for its values, as PREPARE takes it."""
    first, *rest = sql.split("%s")
    return (first + "".join(f"${n}{part}" for n, part in enumerate(rest, 1))).replace("%%", "%")
