"""A ticket put aside comes back once: at its time, when the customer writes, or by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connections

from accounts.models import User
from tests.factories import make_answer, make_customer, make_inbound, make_note, make_ticket
from tickets.errors import NotAllowed, TicketError
from tickets.models import Event, Snooze, Ticket
from tickets.operations.progress import resolve_ticket
from tickets.operations.snoozing import snooze_ticket, wake_due, wake_ticket

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> time_machine.Traveller:  # type: ignore[misc]
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def course(ticket: Ticket) -> list[tuple[str, str]]:
    events = Event.objects.filter(ticket=ticket, action__in=["snoozed", "woken"]).order_by("seq")
    return [(e.action, e.particulars.get("cause", "")) for e in events]


def asleep(ticket: Ticket) -> bool:
    ticket.refresh_from_db()
    rows = Snooze.objects.filter(ticket=ticket, woken_at=None).count()
    assert rows == (0 if ticket.snoozed_until is None else 1)
    return ticket.snoozed_until is not None


def test_it_sleeps_until_its_time_and_wakes_once(agent: User, clock: time_machine.Traveller) -> None:
    ticket = make_ticket()
    snooze_ticket(ticket, until=NOON + timedelta(hours=2), by=agent)
    clock.shift(timedelta(minutes=119))
    assert wake_due() == 0
    assert asleep(ticket)
    clock.shift(timedelta(minutes=1))
    assert [wake_due(), wake_due()] == [1, 0]
    assert not asleep(ticket)
    assert course(ticket) == [("snoozed", ""), ("woken", "time")]
    assert [n.text for n in agent.notifications.all()] == ["It is back: the time it was put aside for is over"]
    woken = Event.objects.get(ticket=ticket, action="woken")
    assert (woken.by_user, woken.by_customer) == (None, None)


def test_the_customer_wakes_it(agent: User) -> None:
    ticket = make_ticket()
    snooze_ticket(ticket, until=datetime.now(UTC) + timedelta(days=3), by=agent)
    make_inbound(ticket)
    assert not asleep(ticket)
    assert course(ticket)[-1] == ("woken", "message")
    assert Event.objects.get(ticket=ticket, action="woken").by_customer == ticket.requester


def test_machines_strangers_and_colleagues_let_it_sleep(agent: User) -> None:
    ticket = make_ticket()
    snooze_ticket(ticket, until=datetime.now(UTC) + timedelta(days=3), by=agent)
    make_inbound(ticket, reopen=False)
    make_inbound(ticket, by=make_customer("mallory@elsewhere.example"), public=False, reopen=False)
    make_note(ticket, by=agent)
    make_answer(ticket, by=agent)
    assert asleep(ticket)


def test_another_time_takes_the_place_of_the_first(agent: User, clock: time_machine.Traveller) -> None:
    ticket = make_ticket()
    first, second = NOON + timedelta(hours=1), NOON + timedelta(days=1)
    snooze_ticket(ticket, until=first, by=agent)
    assert snooze_ticket(ticket, until=first, by=agent) is None
    snooze_ticket(ticket, until=second, by=agent)
    assert [s.cause for s in ticket.snoozes.order_by("pk")] == ["changed", ""]
    clock.move_to(first)
    assert wake_due() == 0
    clock.move_to(second)
    assert wake_due() == 1


def test_it_is_woken_by_hand_and_by_its_end(agent: User) -> None:
    ticket = make_ticket()
    assert wake_ticket(ticket, by=agent) is None
    until = datetime.now(UTC) + timedelta(days=1)
    snooze_ticket(ticket, until=until, by=agent)
    assert wake_ticket(ticket, by=agent) is not None
    snooze_ticket(ticket, until=until, by=agent)
    resolve_ticket(ticket, by=agent)
    assert not asleep(ticket)
    assert [cause for _, cause in course(ticket)] == ["", "person", "", "finished"]


def test_what_makes_no_sense_is_refused_in_words(agent: User, light_agent: User) -> None:
    ticket, now = make_ticket(), datetime.now(UTC)
    for until, words in ((now - timedelta(seconds=1), "still to come"), (now + timedelta(days=400), "within a year")):
        with pytest.raises(TicketError, match=words):
            snooze_ticket(ticket, until=until, by=agent)
    with pytest.raises(NotAllowed):
        snooze_ticket(ticket, until=now + timedelta(days=1), by=light_agent)
    resolve_ticket(ticket, by=agent)
    with pytest.raises(TicketError, match="finished"):
        snooze_ticket(ticket, until=now + timedelta(days=1), by=agent)
    assert not Snooze.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_sweeps_at_once_wake_each_ticket_once(agent: User) -> None:
    tickets = [make_ticket() for _ in range(8)]
    for ticket in tickets:
        snooze_ticket(ticket, until=datetime.now(UTC) + timedelta(hours=1), by=agent)

    def sweep(_: int) -> int:
        try:
            return wake_due(now=datetime.now(UTC) + timedelta(hours=2))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        woken = sum(pool.map(sweep, range(4)))
    woken += wake_due(now=datetime.now(UTC) + timedelta(hours=2))
    assert woken == len(tickets)
    assert [course(t) for t in tickets] == [[("snoozed", ""), ("woken", "time")]] * len(tickets)
