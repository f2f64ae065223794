"""When clocks start, stand still, end and come back: the rules a to h."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Calendar, User
from helpdesk.lib.advisory import Lock
from tests.factories import make_answer, make_inbound, make_mailbox, make_note, make_ticket
from tests.tickets.sla.conftest import HOUR, MINUTE, Travel, berlin, clock_of, promise
from tickets import tasks
from tickets.models import Message, Metric, SlaClock, SlaTarget, Tag, Ticket
from tickets.models.kinds import Category, Priority
from tickets.operations.editing import set_priority
from tickets.operations.messages import Content, add_message
from tickets.operations.progress import close_ticket, reopen_ticket, resolve_ticket, set_status
from tickets.operations.tagging import set_tags, tag_named
from tickets.operations.timekeeping import renew_promises, sweep_clocks
from tickets.selectors import default_status

pytestmark = pytest.mark.django_db
State = SlaClock.State


def states(ticket: Ticket, metric: str) -> list[str]:
    return list(ticket.clocks.filter(metric=metric).order_by("instance").values_list("state", flat=True))


def test_without_policies_a_new_message_asks_nothing_of_promises(agent: User) -> None:
    ticket = make_ticket()
    with CaptureQueriesContext(connection) as queries:
        make_inbound(ticket)
    # Which policies there are is answered by the statement that writes the event.
    asked = [q["sql"] for q in queries if "tickets_sla" in q["sql"] and not q["sql"].startswith("INSERT")]
    assert asked == []
    assert not SlaClock.objects.exists()


def test_the_first_public_word_of_a_person_meets_the_first_reply(
    travel: Travel, calendar_a: Calendar, agent: User
) -> None:
    promise(calendar_a, first_response=HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    add_message(ticket, Content("We have it."), kind=Message.Kind.SYSTEM, channel="email", by=None)
    make_note(ticket, by=agent)
    assert states(ticket, "first_response") == [State.RUNNING]
    travel("2026-12-07 09:30")
    make_answer(ticket, by=agent)
    clock = clock_of(ticket, Metric.FIRST_RESPONSE)
    assert (clock.state, clock.met_at, clock.remaining_seconds) == (State.MET, berlin("2026-12-07 09:30"), HOUR / 2)


@pytest.mark.parametrize("kind", [Message.Kind.REPLY, Message.Kind.NOTE])
def test_who_is_written_to_first_owes_us_the_next_word(
    kind: Message.Kind, travel: Travel, calendar_a: Calendar, agent: User
) -> None:
    promise(calendar_a, first_response=HOUR, next_response=HOUR)
    travel("2026-12-07 09:00")
    make_mailbox()
    ticket = make_ticket(by=agent, kind=kind)
    assert states(ticket, "first_response") == [State.MET]
    assert states(ticket, "next_response") == []
    travel("2026-12-07 10:00")
    make_inbound(ticket)
    assert clock_of(ticket, Metric.NEXT_RESPONSE).due_at == berlin("2026-12-07 11:00")


def test_the_next_reply_counts_from_the_oldest_unanswered_message(
    travel: Travel, calendar_a: Calendar, agent: User
) -> None:
    promise(calendar_a, first_response=HOUR, next_response=2 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    make_inbound(ticket)
    assert states(ticket, "next_response") == []
    make_answer(ticket, by=agent)
    for time in ("2026-12-07 09:30", "2026-12-07 10:30", "2026-12-07 11:00"):
        travel(time)
        make_inbound(ticket)
    make_note(ticket, by=agent)
    assert clock_of(ticket, Metric.NEXT_RESPONSE).due_at == berlin("2026-12-07 11:30")
    make_answer(ticket, by=agent)
    make_inbound(ticket)
    assert states(ticket, "next_response") == [State.MET, State.RUNNING]


def test_opening_again_goes_on_where_the_clock_stopped(travel: Travel, calendar_a: Calendar, agent: User) -> None:
    promise(calendar_a, first_response=HOUR, resolution=8 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    make_answer(ticket, by=agent)
    reopen_ticket(ticket, by=agent)
    travel("2026-12-07 11:00")
    resolve_ticket(ticket, by=agent)
    assert states(ticket, "resolution") == [State.MET]
    assert Ticket.objects.get(pk=ticket.pk).sla_state == "met"
    travel("2026-12-09 09:00")
    reopen_ticket(ticket, by=agent)
    clock = clock_of(ticket)
    assert (clock.state, clock.due_at, clock.ended_at) == (State.RUNNING, berlin("2026-12-09 16:00"), None)
    assert states(ticket, "first_response") == [State.MET]


@pytest.mark.parametrize("category", [Category.SPAM, Category.MERGED])
def test_what_is_no_work_of_ours_is_promised_to_nobody(
    category: Category, travel: Travel, calendar_a: Calendar, agent: User
) -> None:
    promise(calendar_a, first_response=HOUR, resolution=8 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    set_status(ticket, to=default_status(category), by=agent)
    assert {c.state for c in ticket.clocks.all()} == {State.CANCELLED}
    assert clock_of(ticket).ledger.last().particulars["cause"] == category.value  # type: ignore[union-attr]
    travel("2026-12-09 09:00")
    assert sweep_clocks() == 0


def test_a_ticket_closed_without_a_reply_owes_none(travel: Travel, calendar_a: Calendar, agent: User) -> None:
    promise(calendar_a, first_response=HOUR, resolution=8 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    close_ticket(ticket, by=agent)
    assert states(ticket, "first_response") == [State.CANCELLED]
    assert states(ticket, "resolution") == [State.MET]


def test_a_kept_promise_stays_kept_whatever_is_promised_later(
    travel: Travel, calendar_a: Calendar, agent: User
) -> None:
    policy = promise(calendar_a, first_response=2 * HOUR, resolution=8 * HOUR)
    SlaTarget.objects.filter(policy=policy, priority=Priority.URGENT, metric="first_response").update(seconds=15)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    travel("2026-12-07 10:00")
    make_answer(ticket, by=agent)
    set_priority(ticket, to=Priority.URGENT, by=agent)
    assert states(ticket, "first_response") == [State.MET]


def test_another_priority_counts_the_pauses_out(travel: Travel, calendar_a: Calendar, agent: User) -> None:
    policy = promise(calendar_a, resolution=8 * HOUR)
    SlaTarget.objects.filter(policy=policy, priority=Priority.HIGH).update(seconds=3 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    travel("2026-12-07 10:00")
    set_status(ticket, to=default_status(Category.WAITING_CUSTOMER), by=agent)
    travel("2026-12-08 10:00")
    set_priority(ticket, to=Priority.HIGH, by=agent)
    assert (clock_of(ticket).state, clock_of(ticket).remaining_seconds) == (State.PAUSED, 2 * HOUR)
    travel("2026-12-09 10:00")
    set_status(ticket, to=default_status(Category.OPEN), by=agent)
    assert clock_of(ticket).due_at == berlin("2026-12-09 12:00")


def test_a_tag_can_bring_a_promise_from_the_first_moment_on(travel: Travel, calendar_a: Calendar, agent: User) -> None:
    policy = promise(calendar_a, first_response=HOUR)
    policy.conditions = {
        "match": "all",
        "conditions": [{"field": "tags", "op": "any_of", "value": [tag_named("vip").pk]}],
    }
    policy.save()
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    assert not ticket.clocks.exists()
    travel("2026-12-07 09:20")
    set_tags(ticket, to=["vip"], by=agent)
    assert Tag.objects.count() == 1
    assert clock_of(ticket, Metric.FIRST_RESPONSE).due_at == berlin("2026-12-07 10:00")
    set_tags(ticket, to=[], by=agent)
    assert states(ticket, "first_response") == [State.CANCELLED]


def test_a_changed_calendar_reaches_open_clocks_and_leaves_judged_ones(
    travel: Travel, calendar_a: Calendar, agent: User
) -> None:
    promise(calendar_a, first_response=30 * MINUTE, resolution=8 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    make_answer(ticket, by=agent)
    reopen_ticket(ticket, by=agent)
    calendar_a.holidays.append({"date": "2026-12-08", "name": "Moving"})
    calendar_a.version += 1
    calendar_a.save()
    assert renew_promises() == 1
    assert clock_of(ticket).due_at == berlin("2026-12-09 10:00")
    assert clock_of(ticket, Metric.FIRST_RESPONSE).calendar_version == 1
    assert renew_promises() == 0


def test_a_calendar_that_ran_out_of_days_does_not_stop_the_mail(
    travel: Travel, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    fair = Calendar.objects.create(
        name="Fair", special=[{"date": "2026-12-07", "name": "Fair", "slots": [["09:00", "17:00"]]}]
    )
    promise(fair, first_response=HOUR, resolution=4 * HOUR)
    travel("2026-12-07 11:00")
    early = make_ticket()
    assert early.clocks.count() == 2
    travel("2028-12-07 11:00")
    late = make_ticket()
    make_inbound(early)
    assert sweep_clocks() == 0
    assert late.messages.count() == 1
    assert not late.clocks.exists()
    assert "never opens" in caplog.text


def test_a_promise_that_cannot_be_counted_anew_leaves_no_event_with_every_beat(
    travel: Travel, db: None, agent: User
) -> None:
    fair = Calendar.objects.create(
        name="Fair", special=[{"date": "2026-12-07", "name": "Fair", "slots": [["09:00", "17:00"]]}]
    )
    policy = promise(fair, resolution=4 * HOUR)
    policy.pauses_in = ["waiting_customer"]
    policy.save()
    travel("2026-12-05 11:00")
    ticket = make_ticket()
    make_answer(ticket, by=agent)
    set_status(ticket, to=default_status(Category.WAITING_CUSTOMER), by=agent)
    assert clock_of(ticket).state == SlaClock.State.PAUSED
    policy.version += 1
    policy.save()
    travel("2026-12-09 11:00")
    before = ticket.events.count()
    assert [renew_promises(), renew_promises()] == [0, 0]
    assert ticket.events.count() == before


def test_no_breach_waits_while_a_changed_calendar_reaches_many_tickets(
    travel: Travel, calendar_a: Calendar, agent: User
) -> None:
    promise(calendar_a, first_response=30 * MINUTE)
    travel("2026-12-07 09:00")
    late = make_ticket()
    travel("2026-12-07 11:00")
    calendar_a.version += 1
    calendar_a.save()
    with closing(psycopg2.connect(**connection.get_connection_params())) as another, another.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [Lock.PROMISES])
        tasks.renew_promises()
        tasks.keep_time()
        assert clock_of(late, Metric.FIRST_RESPONSE).calendar_version == 1
        assert clock_of(late, Metric.FIRST_RESPONSE).state == State.BREACHED
        # A connection's end is heard of a moment later.
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [Lock.PROMISES])
    tasks.renew_promises()
    assert clock_of(late, Metric.FIRST_RESPONSE).calendar_version == 2
