"""Timed rules act at their moment, once for each moment they count from, whatever beats do."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Calendar, Notification, User
from accounts.operations.scheduling import save_calendar
from tests.factories import make_answer, make_inbound, make_mailbox, make_ticket
from tests.tickets.rules.conftest import do, make_rule, runs, when
from tests.tickets.sla.conftest import HOUR, Travel, berlin
from tickets.models import CustomField, Rule, RuleRun, RuleTimer, Ticket
from tickets.operations.asking import save_field
from tickets.operations.assigning import assign_ticket
from tickets.operations.editing import set_priority
from tickets.operations.progress import close_ticket
from tickets.operations.ruling import save_rule
from tickets.operations.timing import forget_runs, plan_rules, sweep_timers

pytestmark = pytest.mark.django_db
Since = Rule.Since


def wait(ticket: Ticket) -> RuleTimer:
    return RuleTimer.objects.get(ticket=ticket)


def test_it_acts_at_its_moment_and_only_once(travel: Travel, admin: User) -> None:
    make_rule(do("set_priority", priority=4), since=Since.WAITING, after_seconds=2 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    assert wait(ticket).next_run_at == berlin("2026-12-07 11:00")
    travel("2026-12-07 10:59")
    assert sweep_timers() == 0
    travel("2026-12-07 11:00")
    assert [sweep_timers(), sweep_timers()] == [1, 0]
    assert runs() == [("Machine down", "done")]
    travel("2026-12-09 11:00")
    assert sweep_timers() == 0
    assert Ticket.objects.get(pk=ticket.pk).priority == 4


def test_an_answer_in_time_spares_it_and_the_next_wait_counts_anew(
    travel: Travel,
    admin: User,
    agent: User,
) -> None:
    make_rule(do("add_tags", tags=["waits"]), since=Since.WAITING, after_seconds=2 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    make_answer(ticket, by=agent)
    assert not RuleTimer.objects.exists()
    travel("2026-12-07 12:00")
    make_inbound(ticket)
    assert wait(ticket).next_run_at == berlin("2026-12-07 14:00")
    travel("2026-12-07 14:00")
    assert sweep_timers() == 1
    make_answer(ticket, by=agent)
    travel("2026-12-07 16:00")
    make_inbound(ticket)
    assert wait(ticket).next_run_at == berlin("2026-12-07 18:00")


def test_j08_an_escalation_reached_at_night_tells_at_the_next_opening_once(
    travel: Travel,
    calendar_a: Calendar,
    admin: User,
    agent: User,
) -> None:
    make_rule(
        do("notify", to=["assignee"], text="Nobody answered #{{ ticket.number }}."),
        since=Since.WAITING,
        after_seconds=4 * HOUR,
        calendar=calendar_a,
        waits_for_opening=True,
    )
    travel("2026-12-04 18:30")
    ticket = make_ticket(assignee=agent)
    # Friday 22:30: the next opening is on Monday.
    assert wait(ticket).next_run_at == berlin("2026-12-07 09:00")
    for moment in ("2026-12-04 22:30", "2026-12-05 12:00", "2026-12-07 08:59"):
        travel(moment)
        assert sweep_timers() == 0
    travel("2026-12-07 09:00")
    assert [sweep_timers(), sweep_timers()] == [1, 0]
    told = Notification.objects.get(user=agent, kind="rule")
    assert told.text == f"Nobody answered #{ticket.number}."
    travel("2026-12-08 09:00")
    assert sweep_timers() == 0
    assert Notification.objects.filter(user=agent, kind="rule").count() == 1


def test_business_hours_count_only_while_open(travel: Travel, calendar_a: Calendar, admin: User) -> None:
    make_rule(
        do("set_priority", priority=4),
        since=Since.OPENED,
        after_seconds=8 * HOUR,
        mode="business",
        calendar=calendar_a,
    )
    travel("2026-12-04 16:00")
    assert wait(make_ticket()).next_run_at == berlin("2026-12-07 17:00")


def test_a_calendar_changed_meanwhile_moves_the_moment(
    travel: Travel,
    calendar_a: Calendar,
    admin: User,
) -> None:
    make_rule(
        do("set_priority", priority=4),
        since=Since.OPENED,
        after_seconds=HOUR,
        calendar=calendar_a,
        waits_for_opening=True,
    )
    travel("2026-12-04 16:30")
    ticket = make_ticket()
    calendar_a.holidays = [*calendar_a.holidays, {"date": "2026-12-07", "name": "Inventory"}]
    calendar_a.save()
    travel("2026-12-07 09:00")
    assert sweep_timers() == 0
    assert wait(ticket).next_run_at == berlin("2026-12-08 09:00")


def test_conditions_are_asked_when_it_acts_and_planned_for_before(travel: Travel, admin: User, agent: User) -> None:
    make_rule(
        do("add_tags", tags=["urgent and late"]),
        since=Since.OPENED,
        after_seconds=HOUR,
        conditions=when("priority", "is", [4]),
    )
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    assert not RuleTimer.objects.exists()
    set_priority(ticket, to=4, by=agent)
    assert wait(ticket).next_run_at == berlin("2026-12-07 10:00")
    set_priority(ticket, to=1, by=agent)
    assert not RuleTimer.objects.exists()
    travel("2026-12-07 12:00")
    set_priority(ticket, to=4, by=agent)
    assert sweep_timers() == 1
    assert ticket.tags.exists()


def test_a_closed_ticket_waits_for_nothing(travel: Travel, admin: User, agent: User) -> None:
    make_rule(do("add_tags", tags=["late"]), since=Since.OPENED, after_seconds=HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    close_ticket(ticket, by=agent)
    assert not RuleTimer.objects.exists()
    travel("2026-12-07 12:00")
    assert sweep_timers() == 0


def test_a_new_rule_finds_the_tickets_there_are_a_batch_at_a_time(
    travel: Travel,
    admin: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tickets.operations.timing.BATCH", 3)
    travel("2026-12-07 09:00")
    tickets = [make_ticket() for _ in range(7)]
    rule = make_rule(do("set_priority", priority=4), since=Since.WAITING, after_seconds=HOUR)
    assert RuleTimer.objects.count() == 0
    assert plan_rules(limit=3) == 3
    assert RuleTimer.objects.count() == 3
    assert plan_rules() == 4
    assert plan_rules() == 0
    rule.refresh_from_db()
    assert (rule.planned_version, rule.planned_to) == (1, 0)
    assert {t.ticket_id for t in RuleTimer.objects.all()} == {t.pk for t in tickets}
    travel("2026-12-07 12:00")
    assert sweep_timers() == 7


def test_a_changed_rule_moves_the_moments_but_acts_on_none_again(travel: Travel, admin: User) -> None:
    travel("2026-12-07 09:00")
    rule = make_rule(do("add_tags", tags=["late"]), since=Since.OPENED, after_seconds=HOUR)
    acted = make_ticket()
    travel("2026-12-07 10:00")
    assert sweep_timers() == 1
    waiting = make_ticket()
    rule.after_seconds = 2 * HOUR
    save_rule(rule, by=admin, seen=1)
    plan_rules()
    assert wait(waiting).next_run_at == berlin("2026-12-07 12:00")
    assert wait(acted).next_run_at is None
    travel("2026-12-07 12:00")
    assert sweep_timers() == 1
    assert runs(acted) == [("Machine down", "done")]


def test_counting_from_the_status(travel: Travel, admin: User, agent: User) -> None:
    make_rule(
        do("set_priority", priority=1),
        since=Since.STATUS,
        after_seconds=HOUR,
        conditions=when("category", "is", ["waiting_customer"]),
    )
    make_mailbox()
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    travel("2026-12-07 09:30")
    make_answer(ticket, by=agent)
    assert wait(ticket).next_run_at == berlin("2026-12-07 10:30")
    travel("2026-12-07 10:00")
    assign_ticket(ticket, to=None, by=agent)
    assert wait(ticket).next_run_at == berlin("2026-12-07 10:30")


@pytest.mark.django_db(transaction=True)
def test_j01_beats_at_once_act_once(travel: Travel, admin: User) -> None:
    make_rule(do("note", text="Late."), since=Since.OPENED, after_seconds=HOUR)
    travel("2026-12-07 09:00")
    tickets = [make_ticket() for _ in range(8)]
    now = travel("2026-12-07 11:00")

    def beat(_: int) -> int:
        try:
            return sweep_timers(now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        acted = sum(pool.map(beat, range(4)))
    acted += sweep_timers(now=now)
    assert acted == len(tickets)
    assert [t.messages.filter(kind="note").count() for t in tickets] == [1] * 8


def test_without_timed_rules_an_event_asks_nothing_of_them(admin: User, agent: User) -> None:
    make_rule(do("set_priority", priority=4))
    ticket = make_ticket()
    with CaptureQueriesContext(connection) as captured:
        set_priority(ticket, to=3, by=agent)
    assert not [q for q in captured if "ruletimer" in q["sql"]]


def test_the_log_is_kept_a_month(admin: User) -> None:
    make_rule(do("set_priority", priority=4))
    with time_machine.travel(timezone.now() - timedelta(days=31), tick=False):
        make_ticket()
    make_ticket()
    assert forget_runs() == 1
    assert RuleRun.objects.count() == 1


def test_hours_changed_meanwhile_count_for_the_next_ticket(travel: Travel, calendar_a: Calendar, admin: User) -> None:
    make_rule(
        do("set_priority", priority=4), since=Since.OPENED, after_seconds=HOUR, mode="business", calendar=calendar_a
    )
    travel("2026-12-07 16:30")
    assert wait(make_ticket()).next_run_at == berlin("2026-12-08 09:30")
    calendar_a.hours = {**calendar_a.hours, "mon": [["09:00", "20:00"]]}
    save_calendar(calendar_a, by=admin, seen=calendar_a.version)
    assert wait(make_ticket()).next_run_at == berlin("2026-12-07 17:30")


def test_conditions_that_fail_are_a_line_in_the_log_and_hold_up_nobody(travel: Travel, admin: User) -> None:
    size = save_field(CustomField(label="Size", kind="number"), by=admin)
    make_rule(
        do("add_tags", tags=["big"]),
        since=Since.OPENED,
        after_seconds=HOUR,
        conditions=when("custom_size", "more_than", 4),
    )
    travel("2026-12-07 09:00")
    broken, whole = make_ticket(fields={size: 5}), make_ticket(fields={size: 5})
    # Nothing in the desk writes this; an import may.
    Ticket.objects.filter(pk=broken.pk).update(fields={size.key: "large"})
    make_inbound(broken)
    travel("2026-12-07 10:00")
    assert sweep_timers() == 1
    assert (runs(broken), runs(whole)) == ([("Machine down", "failed")], [("Machine down", "done")])
    assert sweep_timers() == 0
