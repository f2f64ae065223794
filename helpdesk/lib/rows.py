"""Write single rows with statements compiled once.

Django builds the same INSERT and UPDATE anew for every `save()`, which at intake costs several times
what the database does. These two do what `save()` does to one new or changed row, without signals,
multi-table inheritance or refreshing database defaults: nothing in the house relies on those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from helpdesk.lib import plans

M = TypeVar("M", bound=models.Model)


def insert(row: M) -> M:
    """Insert an unsaved row and give it its key. Same values as `save(force_insert=True)` would store."""
    sql, fields = _insert_statement(type(row))
    database = _database()
    with database.cursor() as cursor:
        plans.execute(cursor, sql, [_value(f, row, database, add=True) for f in fields])
        row.pk = cursor.fetchone()[0]
    row._state.adding = False
    row._state.db = database.alias
    return row


def insert_all(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model with one statement; they are not given their keys."""
    if not rows:
        return
    sql, fields = _insert_statement(type(rows[0]))
    start, places = sql.partition(" RETURNING ")[0].split(" VALUES ")
    database = _database()
    with database.cursor() as cursor:
        cursor.execute(
            f"{start} VALUES {', '.join([places] * len(rows))}",
            [_value(f, row, database, add=True) for row in rows for f in fields],
        )


def insert_asking(row: models.Model, *questions: str) -> list[Any]:
    """Insert an unsaved row and answer questions, each a SELECT of one value, in the same statement."""
    sql, fields = _insert_statement(type(row))
    asked = "".join(f", ({question})" for question in questions)
    database = _database()
    with database.cursor() as cursor:
        plans.execute(cursor, f"{sql}{asked}", [_value(f, row, database, add=True) for f in fields])
        row.pk, *answers = cursor.fetchone()
    row._state.adding = False
    row._state.db = database.alias
    return list(answers)


def ask(*questions: str) -> list[Any]:
    """Answer questions, each a SELECT of one value, in one statement."""
    with _database().cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'({question})' for question in questions)}")
        return list(cursor.fetchone())


def update(row: models.Model, names: Iterable[str]) -> None:
    """Store the named fields of an existing row. Same values as `save(update_fields=names)` would store."""
    sql, fields = _update_statement(type(row), tuple(dict.fromkeys(names)))
    database = _database()
    with database.cursor() as cursor:
        plans.execute(cursor, sql, [*(_value(f, row, database, add=False) for f in fields), row.pk])


def update_returning(row: models.Model, changes: str, values: Iterable[Any]) -> None:
    """Change an existing row by SQL (what stands after SET) and bring all columns of the object up to date."""
    meta = type(row)._meta
    fields = meta.concrete_fields
    with _database().cursor() as cursor:
        plans.execute(cursor, _returning_statement(type(row), changes), [*values, row.pk])
        (found,) = cursor.fetchall()
    for field, value in zip(fields, found, strict=True):
        setattr(row, field.attname, value)


def insert_new(rows: Sequence[M], *, unique: tuple[str, ...]) -> list[M]:
    """Insert rows with one statement, passing over those whose unique fields are taken by another row.

    Return the ones that are new, with their keys. Each of `rows` differs from the others in `unique`.
    """
    if not rows:
        return []
    start, places, end, fields, ours = _new_statement(type(rows[0]), unique)
    database = _database()
    with database.cursor() as cursor:
        cursor.execute(
            f"{start}{', '.join([places] * len(rows))}{end}",
            [_value(f, row, database, add=True) for row in rows for f in fields],
        )
        keys = {tuple(values): key for key, *values in cursor.fetchall()}
    new = []
    for row in rows:
        row.pk = keys.get(tuple(getattr(row, f.attname) for f in ours))
        if row.pk is not None:
            row._state.adding = False
            row._state.db = database.alias
            new.append(row)
    return new


def update_all(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Store the named fields of many existing rows of one model with one statement."""
    if not rows:
        return
    meta = type(rows[0])._meta
    assert meta.pk is not None
    _, fields = _update_statement(type(rows[0]), tuple(dict.fromkeys(names)))
    # Cast where they are stored: a column of VALUES that is NULL in every row would be text.
    database = _database()
    pairs = ", ".join(f"{_quoted(f)} = new.{_quoted(f)}::{f.db_type(database)}" for f in fields)
    columns = ", ".join(_quoted(f) for f in (meta.pk, *fields))
    places = ", ".join([f"({', '.join(['%s'] * (len(fields) + 1))})"] * len(rows))
    with database.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{meta.db_table}" SET {pairs} FROM (VALUES {places}) AS new({columns}) '  # noqa: S608
            f'WHERE "{meta.db_table}".{_quoted(meta.pk)} = new.{_quoted(meta.pk)}',
            [value for row in rows for value in (row.pk, *(_value(f, row, database, add=False) for f in fields))],
        )


def update_if(row: models.Model, values: Mapping[str, Any], **still: Any) -> bool:
    """Store values if the row still is as given, and tell whether it was. A list stands for any of its values.

    One conditional statement, so of several that try only one wins. The object itself is not changed.
    """
    kinds = tuple((name, isinstance(value, list)) for name, value in still.items())
    sql, fields = _conditional_statement(type(row), tuple(values), kinds)
    database = _database()
    new = [field.get_db_prep_save(value, database) for field, value in zip(fields, values.values(), strict=True)]
    with database.cursor() as cursor:
        cursor.execute(sql, [*new, row.pk, *still.values()])
        return bool(cursor.rowcount)


def _database() -> BaseDatabaseWrapper:
    """Return this thread's connection itself: through Django's stand-in every look at it costs a search."""
    return connections[DEFAULT_DB_ALIAS]


def _value(field: models.Field[Any, Any], row: models.Model, database: BaseDatabaseWrapper, *, add: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add), database)


@lru_cache(maxsize=256)
def _insert_statement(model: type[models.Model]) -> tuple[str, list[models.Field[Any, Any]]]:
    meta = model._meta
    key = meta.pk
    assert key is not None
    # A key the database makes is left out; one we are given (one-to-one rows) goes in.
    fields = [f for f in meta.concrete_fields if f is not key or not isinstance(f, models.AutoField)]
    columns = ", ".join(_quoted(f) for f in fields)
    places = ", ".join(["%s"] * len(fields))
    return (
        f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({places}) RETURNING {_quoted(key)}',  # noqa: S608
        fields,
    )


@lru_cache(maxsize=64)
def _new_statement(
    model: type[models.Model], unique: tuple[str, ...]
) -> tuple[str, str, str, list[models.Field[Any, Any]], list[models.Field[Any, Any]]]:
    sql, fields = _insert_statement(model)
    start, places, key = sql.replace(" RETURNING ", " VALUES ").split(" VALUES ")
    ours = [f for f in fields if f.name in unique]
    columns = ", ".join(_quoted(f) for f in ours)
    end = f" ON CONFLICT ({columns}) DO NOTHING RETURNING {key}, {columns}"
    return f"{start} VALUES ", places, end, fields, ours


@lru_cache(maxsize=256)
def _update_statement(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[models.Field[Any, Any]]]:
    meta = model._meta
    assert meta.pk is not None
    by_name = {f.name: f for f in meta.concrete_fields}
    fields = [by_name[name] for name in names]
    pairs = ", ".join(f"{_quoted(f)} = %s" for f in fields)
    return f'UPDATE "{meta.db_table}" SET {pairs} WHERE {_quoted(meta.pk)} = %s', fields  # noqa: S608


@lru_cache(maxsize=64)
def _returning_statement(model: type[models.Model], changes: str) -> str:
    meta = model._meta
    assert meta.pk is not None
    columns = ", ".join(_quoted(f) for f in meta.concrete_fields)
    return f'UPDATE "{meta.db_table}" SET {changes} WHERE {_quoted(meta.pk)} = %s RETURNING {columns}'  # noqa: S608


@lru_cache(maxsize=256)
def _conditional_statement(
    model: type[models.Model], names: tuple[str, ...], still: tuple[tuple[str, bool], ...]
) -> tuple[str, list[models.Field[Any, Any]]]:
    sql, fields = _update_statement(model, names)
    by_name = {f.name: f for f in model._meta.concrete_fields}
    for name, many in still:
        sql += f" AND {_quoted(by_name[name])} {'= ANY(%s)' if many else 'IS NOT DISTINCT FROM %s'}"
    return sql, fields


def _quoted(field: models.Field[Any, Any]) -> str:
    return f'"{field.column}"'


def scalars(sql: str, values: Iterable[Any]) -> list[Any]:
    """Return the first column of a query: for reads so frequent that building a queryset costs more than asking."""
    with _database().cursor() as cursor:
        cursor.execute(sql, list(values))
        return [row[0] for row in cursor.fetchall()]
