"""Statements kept by a connection: the same answers, whether asked in full or prepared."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from helpdesk.lib import plans

pytestmark = pytest.mark.django_db

SUM = "SELECT %s::int + %s::int, '100 %%'"


@pytest.fixture(autouse=True)
def _forget() -> None:
    plans.forget()


def ask(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        plans.execute(cursor, sql, values)
        return list(cursor.fetchall())


def prepared() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [row[0] for row in cursor.fetchall()]


def test_what_is_asked_again_is_prepared_and_answers_the_same() -> None:
    assert ask(SUM, 1, 2) == [(3, "100 %")]
    assert prepared() == []
    assert [ask(SUM, n, 2) for n in (1, 5)] == [[(3, "100 %")], [(7, "100 %")]]
    assert len(prepared()) == 1


def test_a_page_counts_it_as_the_one_statement_it_is() -> None:
    ask(SUM, 1, 2)
    with CaptureQueriesContext(connection) as queries:
        ask(SUM, 1, 2)
    assert len(queries) == 1


def test_a_transaction_that_was_undone_takes_nothing_with_it() -> None:
    ask(SUM, 1, 2)
    with transaction.atomic():
        ask(SUM, 1, 2)
        transaction.set_rollback(True)
    assert ask(SUM, 4, 4) == [(8, "100 %")]


def test_a_connection_keeps_only_so_many() -> None:
    for n in range(plans.MOST + 5):
        assert ask(f"SELECT %s::int + {n}", 1) == [(n + 1,)]
        assert ask(f"SELECT %s::int + {n}", 2) == [(n + 2,)]
    assert 0 < len(prepared()) <= plans.MOST


def test_a_wrong_statement_is_refused_as_ever() -> None:
    for _ in range(2):
        with pytest.raises(ProgrammingError), transaction.atomic():
            ask("SELECT nothing FROM nowhere WHERE x = %s", 1)


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_begins_anew() -> None:
    for n in (1, 2):
        assert ask(SUM, n, 0) == [(n, "100 %")]
    connection.close()
    assert [ask(SUM, n, 0) for n in (1, 2, 3)] == [[(n, "100 %")] for n in (1, 2, 3)]


def test_behind_a_pooler_nothing_is_prepared(settings: Any) -> None:
    settings.PREPARED_STATEMENTS = False
    for n in (1, 2, 3):
        assert ask(SUM, n, 0) == [(n, "100 %")]
    assert prepared() == []
