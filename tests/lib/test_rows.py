"""Many rows with one statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Notification, User
from helpdesk.lib.rows import insert_all, insert_new, update_all

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def rows(user: User, *keys: str) -> list[Notification]:
    return [Notification(user=user, kind="rule", key=key, text=f"It’s “{key}”, 100 %", created_at=NOW) for key in keys]


def test_only_what_is_new_is_inserted_and_gets_its_key(
    agent: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(1):
        first = insert_new(rows(agent, "a", "b"), unique=("user", "key"))
    assert [row.key for row in first] == ["a", "b"]
    second = insert_new(rows(agent, "b", "c"), unique=("user", "key"))
    assert [row.key for row in second] == ["c"]
    assert Notification.objects.get(pk=second[0].pk).text == "It’s “c”, 100 %"
    assert insert_new([], unique=("user", "key")) == []


def test_each_row_gets_its_own_values_and_no_other_field_changes(
    agent: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    stored = insert_new(rows(agent, "a", "b", "c"), unique=("user", "key"))
    for number, row in enumerate(stored[:2]):
        row.text, row.read_at, row.ticket_number = f"Number {number}", None, number or None
        row.key = "never stored"
    with django_assert_num_queries(1):
        update_all(stored[:2], ["text", "read_at", "ticket_number"])
    found = Notification.objects.order_by("pk").values_list("key", "text", "ticket_number", "read_at")
    assert list(found) == [
        ("a", "Number 0", None, None),
        ("b", "Number 1", 1, None),
        ("c", "It’s “c”, 100 %", None, None),
    ]
    update_all([], ["text"])


def test_rows_nobody_asks_the_keys_of_are_inserted_together(
    agent: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(1):
        insert_all(rows(agent, "a", "b"))
    with django_assert_num_queries(0):
        insert_all([])
    assert list(Notification.objects.order_by("pk").values_list("key", "text")) == [
        ("a", "It’s “a”, 100 %"),
        ("b", "It’s “b”, 100 %"),
    ]
