"""No fact is missed, however long somebody's transaction takes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event as Signal
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from insights.models import TicketFacts
from insights.operations.gathering import gather
from tests.factories import make_ticket
from tests.queueing import meanwhile
from tickets.models import Ticket


@pytest.mark.django_db(transaction=True)
def test_a_ticket_written_in_a_transaction_of_hours_has_its_facts_in_the_end(db: None) -> None:
    gather()
    written, go = Signal(), Signal()

    @transaction.atomic
    def take_hours() -> Ticket:
        ticket = make_ticket()
        written.set()
        go.wait(30)
        return ticket

    with ThreadPoolExecutor(1) as pool:
        slow = meanwhile(pool, take_hours)
        assert written.wait(30)
        start = timezone.now()
        for hours in range(5):
            quick = make_ticket()
            gather(now=start + timedelta(hours=hours))
            assert TicketFacts.objects.filter(ticket_id=quick.pk).exists()
        go.set()
        late = slow.result(30)
    gather(now=start + timedelta(hours=9))
    assert TicketFacts.objects.filter(ticket_id=late.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_ends_while_changes_are_read_is_found_the_next_time(db: None) -> None:
    gather()
    written, go = Signal(), Signal()

    @transaction.atomic
    def take_hours() -> Ticket:
        ticket = make_ticket()
        written.set()
        go.wait(30)
        return ticket

    with ThreadPoolExecutor(1) as pool:
        slow = meanwhile(pool, take_hours)
        assert written.wait(30)
        start = timezone.now()
        make_ticket()
        gather(now=start + timedelta(hours=1))
        late: list[Ticket] = []

        def end_meanwhile(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            found = execute(sql, params, many, context)
            if "FROM tickets_ticket t LEFT JOIN insights_ticketfacts" in sql and not late:
                go.set()
                late.append(slow.result(30))
            return found

        with connection.execute_wrapper(end_meanwhile):
            gather(now=start + timedelta(hours=2))
    assert late
    gather(now=start + timedelta(hours=3))
    assert TicketFacts.objects.filter(ticket_id=late[0].pk).exists()
