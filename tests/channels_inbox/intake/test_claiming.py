"""Messages under workers that claim at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from channels_inbox.models import Inbound
from channels_inbox.processing import process_pending
from channels_inbox.storing import store_raw
from tests.mail import make_channel, make_mail

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def held_by_another(pk: int) -> Iterator[None]:
    """Hold a row's lock on another connection while the block runs."""
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Inbound.objects.select_for_update().get(pk=pk)
                held.set()
                release.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(20)
    try:
        yield
    finally:
        release.set()
        thread.join()


def test_a_row_that_another_claim_holds_for_a_blink_is_read_all_the_same() -> None:
    """PostgreSQL locks a row before it looks whether it still fits: a claim in passing holds what is ours."""
    pk, _ = store_raw(make_channel(), external_id="one", raw=make_mail())
    touched: list[str] = []

    def meddle(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "FOR NO KEY UPDATE" not in sql or touched:
            return execute(sql, params, many, context)
        touched.append(sql)
        with held_by_another(pk):
            return execute(sql, params, many, context)

    with connection.execute_wrapper(meddle):
        process_pending()

    assert touched
    assert Inbound.objects.get(pk=pk).state == Inbound.State.DONE


def test_a_row_that_somebody_really_reads_is_left_to_them() -> None:
    pk, _ = store_raw(make_channel(), external_id="one", raw=make_mail())
    reading: list[str] = []

    with ExitStack() as stack:

        def meddle(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            if "FOR NO KEY UPDATE" in sql and not reading:
                reading.append(sql)
                stack.enter_context(held_by_another(pk))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(meddle):
            process_pending()

    assert reading
    assert Inbound.objects.get(pk=pk).state == Inbound.State.PENDING
