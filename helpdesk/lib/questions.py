"""Ask the same thing of the database many times with a statement written once.

Django writes a queryset's SQL anew each time it is read, which for a row with its relations costs several
times what PostgreSQL needs to answer. A `Question` is written when it is first asked and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.expressions import Expression
from django.db.models.query import get_related_populators

from helpdesk.lib import plans

M = TypeVar("M", bound=models.Model)


class Given(Expression):
    """Stands in a queryset for a value that comes with each question, in the form the database takes."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=models.Field())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", (self,)


class Question(Generic[M]):
    """A queryset of rows with what `select_related` joins and `annotate` adds; no prefetching.

    `build` is called once, at the first question, so that a module may hold one before models are ready.
    """

    def __init__(self, build: Callable[[], models.QuerySet[M]]) -> None:
        self._build = build
        self._written: tuple[str, tuple[Any, ...], Callable[[list[Any]], list[M]]] | None = None

    def ask(self, **given: Any) -> list[M]:
        """Return the rows; a keyword for each `Given` of the queryset."""
        if self._written is None:
            self._written = _write(self._build())
        sql, values, rows = self._written
        with connection.cursor() as cursor:
            plans.execute(cursor, sql, [given[v.name] if isinstance(v, Given) else v for v in values])
            return rows(cursor.fetchall())

    def one(self, **given: Any) -> M | None:
        """Return the first row, or None."""
        return next(iter(self.ask(**given)), None)


def _write(queryset: models.QuerySet[M]) -> tuple[str, tuple[Any, ...], Callable[[list[Any]], list[M]]]:
    """Return a queryset's statement, its values, and what makes rows of the answer, as `ModelIterable` does."""
    compiler: Any = queryset.query.get_compiler(connection=connection)
    sql, values = compiler.as_sql()
    columns: Any = compiler.klass_info["select_fields"]
    first, end = columns[0], columns[-1] + 1
    names = [column[0].target.attname for column in compiler.select[first:end]]
    populators: Any = get_related_populators
    related = populators(compiler.klass_info, compiler.select, connection.alias)
    annotated = list(compiler.annotation_col_map.items())
    converters = compiler.get_converters([column[0] for column in compiler.select])

    def rows(found: list[Any]) -> list[M]:
        made = []
        for row in compiler.apply_converters(found, converters):
            one = queryset.model.from_db(connection.alias, names, row[first:end])
            for populator in related:
                populator.populate(row, one)
            for name, position in annotated:
                setattr(one, name, row[position])
            made.append(one)
        return made

    return sql, tuple(values), rows
