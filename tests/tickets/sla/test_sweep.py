"""Time passes: warnings and breaches, once each, at their true moments."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from accounts.models import Calendar, User
from tests.factories import make_answer, make_customer, make_ticket
from tests.tickets.sla.conftest import HOUR, Travel, berlin, clock_of, promise
from tickets.models import Event, Metric, SlaClock, SlaEvent, Ticket
from tickets.operations.timekeeping import BATCH, sweep_clocks

pytestmark = pytest.mark.django_db


def told(ticket: Ticket) -> list[tuple[str, object]]:
    events = Event.objects.filter(ticket=ticket, action__startswith="sla_")
    return [(e.action, e.particulars.get("level")) for e in events]


def test_each_warning_and_the_breach_come_once(travel: Travel, calendar_a: Calendar) -> None:
    promise(calendar_a, resolution=HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    expected: list[tuple[str, object]] = []
    for time, news, state in (
        ("09:44", None, "ok"),
        ("09:45", ("sla_warned", 75), "soon"),
        ("09:54", ("sla_warned", 90), "soon"),
        ("10:00", ("sla_breached", None), "breached"),
        ("12:30", None, "breached"),
    ):
        travel(f"2026-12-07 {time}")
        moved = [sweep_clocks(), sweep_clocks()]
        assert moved == [1 if news else 0, 0]
        expected += [news] if news else []
        assert told(ticket) == expected
        assert Ticket.objects.get(pk=ticket.pk).sla_state == state
    assert [line.kind for line in clock_of(ticket).ledger.all()] == ["activate", "warn", "warn", "breach"]


@pytest.mark.django_db(transaction=True)
def test_j01_two_beats_at_once_do_each_thing_once(travel: Travel, calendar_a: Calendar) -> None:
    promise(calendar_a, resolution=HOUR)
    travel("2026-12-07 09:00")
    tickets = [make_ticket() for _ in range(12)]
    now = travel("2026-12-07 11:00")

    def beat(_: int) -> int:
        try:
            return sweep_clocks(now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        moved = sum(pool.map(beat, range(4)))
    assert moved + sweep_clocks(now=now) == len(tickets)
    assert all(told(ticket) == [("sla_breached", None)] for ticket in tickets)


def test_j02_after_a_night_down_breaches_have_their_true_times_and_one_notice_each(
    travel: Travel, calendar_a: Calendar
) -> None:
    promise(calendar_a, first_response=HOUR, resolution=3 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    travel("2026-12-07 16:00")
    assert sweep_clocks() == 2
    assert told(ticket) == [("sla_breached", None), ("sla_breached", None)]
    assert clock_of(ticket, Metric.FIRST_RESPONSE).breached_at == berlin("2026-12-07 10:00")
    assert clock_of(ticket).breached_at == berlin("2026-12-07 12:00")
    assert sweep_clocks() == 0


def test_j05_an_hour_from_friday_half_past_four_ends_on_monday(travel: Travel, db: None) -> None:
    """The office closes at five; the weekend is free, and so is a holiday on Monday."""
    office = Calendar.objects.get(is_default=True)
    office.time_zone = "Europe/Berlin"
    office.save()
    promise(office, resolution=HOUR)
    travel("2026-12-04 16:30")
    assert clock_of(make_ticket()).due_at == berlin("2026-12-07 09:30")
    office.holidays, office.version = [{"date": "2026-12-07", "name": "Moving"}], 2
    office.save()
    assert clock_of(make_ticket()).due_at == berlin("2026-12-08 09:30")


def test_j08_a_breach_at_night_is_recorded_then_and_told_at_the_next_opening(
    travel: Travel, calendar_a: Calendar
) -> None:
    promise(calendar_a, mode="calendar", resolution=8 * HOUR)
    travel("2026-12-07 16:00")
    ticket = make_ticket()
    for time in ("2026-12-07 22:10", "2026-12-08 00:01", "2026-12-08 03:00"):
        travel(time)
        sweep_clocks()
        assert told(ticket) == []
    clock = clock_of(ticket)
    assert (clock.state, clock.breached_at) == (SlaClock.State.BREACHED, berlin("2026-12-08 00:00"))
    assert Ticket.objects.get(pk=ticket.pk).sla_state == "breached"
    for time in ("2026-12-08 09:00", "2026-12-08 09:01"):
        travel(time)
        sweep_clocks()
        assert told(ticket) == [("sla_breached", None)]


def test_an_answer_that_comes_before_the_sweep_does_not_hide_the_breach(
    travel: Travel, calendar_a: Calendar, agent: User
) -> None:
    promise(calendar_a, first_response=HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    travel("2026-12-07 10:01")
    make_answer(ticket, by=agent)
    clock = clock_of(ticket, Metric.FIRST_RESPONSE)
    assert (clock.state, clock.breached_at, clock.met_at) == ("breached", berlin("2026-12-07 10:00"), None)
    assert clock.ended_at == berlin("2026-12-07 10:01")
    assert told(ticket) == [("sla_breached", None)]
    assert sweep_clocks() == 0


def test_many_clocks_due_at_once_are_swept_once_each_in_flat_memory(travel: Travel, calendar_a: Calendar) -> None:
    promise(calendar_a, resolution=HOUR)
    travel("2026-12-07 09:00")
    customer = make_customer()
    for _ in range(BATCH + 50):
        make_ticket(customer)
    travel("2026-12-07 11:00")
    sweep_clocks(now=berlin("2026-12-07 09:00"))  # Fill the caches before looking at memory.
    tracemalloc.start()
    assert sweep_clocks() == BATCH + 50
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3_000_000, peak
    assert SlaEvent.objects.filter(kind="breach").count() == BATCH + 50
    assert sweep_clocks() == 0


def test_the_sweep_finds_its_clocks_by_index(travel: Travel, calendar_a: Calendar) -> None:
    promise(calendar_a, resolution=HOUR)
    make_ticket()
    due = SlaClock.objects.filter(next_at__lte=berlin("2026-12-07 09:00") + timedelta(days=9)).order_by("next_at", "id")
    with connection.cursor() as db:
        db.execute("SET LOCAL enable_seqscan = off")
        db.execute("SET LOCAL enable_sort = off")
    assert "sla_clock_next" in due[:BATCH].explain()


def test_one_ticket_that_cannot_be_moved_keeps_no_other_from_its_time(
    travel: Travel, calendar_a: Calendar, caplog: pytest.LogCaptureFixture
) -> None:
    promise(calendar_a, resolution=HOUR)
    travel("2026-12-07 09:00")
    bad, *good = [make_ticket() for _ in range(4)]
    travel("2026-12-07 11:00")
    with connection.cursor() as db:
        db.execute(
            f"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF NEW.ticket_id = {bad.pk} THEN RAISE EXCEPTION 'injected'; END IF; RETURN NEW; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON tickets_event FOR EACH ROW EXECUTE FUNCTION refuse();
            """
        )
    assert sweep_clocks() == 3
    assert [told(ticket) for ticket in good] == [[("sla_breached", None)]] * 3
    assert told(bad) == []
    assert clock_of(bad).state == SlaClock.State.RUNNING
    assert "could not be moved" in caplog.text
