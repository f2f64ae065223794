"""Work is given out in the team's hours, and comes back from who went offline, counted in the same hours."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Calendar, Team, User
from accounts.operations.attending import choose_availability
from tests.factories import make_answer, make_mailbox, make_ticket
from tests.tickets.assignment.conftest import join, owner, reason, waiting
from tests.tickets.sla.conftest import Travel, calendar_a, travel  # noqa: F401
from tickets.assignment.queue import LONGEST_WAITING_FIRST, queued
from tickets.models import Ticket
from tickets.operations.assigning import assign_ticket
from tickets.operations.distributing import hand_out, return_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(team: Team, calendar_a: Calendar) -> Team:  # noqa: F811
    Team.objects.update(calendar=calendar_a)
    team.refresh_from_db()
    return team


def test_what_comes_at_night_waits_for_the_opening(office: Team, travel: Travel) -> None:  # noqa: F811
    ana = join(office, "Ana Ruiz")
    travel("2026-12-04 17:00")
    (ticket,) = waiting(office)
    for moment in ("2026-12-04 17:01", "2026-12-05 10:00", "2026-12-07 08:59"):
        travel(moment)
        assert hand_out() == 0
    travel("2026-12-07 09:00")
    assert hand_out() == 1
    assert owner(ticket) == ana


def test_a_holiday_is_closed(office: Team, travel: Travel) -> None:  # noqa: F811
    travel("2026-12-25 10:00")
    join(office, "Ana Ruiz")
    waiting(office)
    assert hand_out() == 0


def test_after_a_minute_offline_what_waits_goes_back_and_keeps_its_place(team: Team, travel: Travel) -> None:  # noqa: F811
    travel("2026-12-07 09:00")
    ana = join(team, "Ana Ruiz")
    (first,) = waiting(team)
    hand_out()
    travel("2026-12-07 09:30")
    choose_availability(ana, to="offline", by=ana)
    (second,) = waiting(team)
    travel("2026-12-07 09:30:59")
    assert return_waiting() == 0
    travel("2026-12-07 09:31")
    assert (return_waiting(), return_waiting()) == (1, 0)
    assert reason(first) == "Ana Ruiz is offline"
    assert list(queued().filter(team=team).order_by(*LONGEST_WAITING_FIRST)) == [first, second]
    olof = join(team, "Olof Berg")
    hand_out()
    assert owner(first) == owner(second) == olof


def test_who_is_back_within_the_grace_keeps_everything(team: Team, travel: Travel) -> None:  # noqa: F811
    travel("2026-12-07 09:00")
    ana = join(team, "Ana Ruiz")
    (ticket,) = waiting(team)
    hand_out()
    choose_availability(ana, to="offline", by=ana)
    travel("2026-12-07 09:00:30")
    choose_availability(ana, to="online", by=ana)
    travel("2026-12-07 09:05")
    assert return_waiting() == 0
    assert owner(ticket) == ana


def test_over_night_nothing_moves_and_the_grace_counts_from_the_opening(office: Team, travel: Travel) -> None:  # noqa: F811
    travel("2026-12-04 16:00")
    ana = join(office, "Ana Ruiz")
    (ticket,) = waiting(office)
    hand_out()
    travel("2026-12-04 17:00")
    choose_availability(ana, to="offline", by=ana)
    for moment in ("2026-12-04 18:00", "2026-12-06 12:00", "2026-12-07 09:00:59"):
        travel(moment)
        assert return_waiting() == 0
    travel("2026-12-07 09:01")
    assert return_waiting() == 1
    assert owner(ticket) is None


def test_what_waits_for_others_and_what_they_were_given_while_away_stays(
    team: Team,
    agent: User,
    travel: Travel,  # noqa: F811
) -> None:
    make_mailbox()
    travel("2026-12-07 09:00")
    ana = join(team, "Ana Ruiz")
    answered = make_ticket(team=team, assignee=ana)
    make_answer(answered, by=ana)
    choose_availability(ana, to="offline", by=ana)
    travel("2026-12-07 10:00")
    given = make_ticket(team=team)
    assign_ticket(given, to=ana, by=agent)
    travel("2026-12-07 11:00")
    assert return_waiting() == 0


@pytest.mark.parametrize("changes", [{"assignment": "manual"}, {"return_after": None}])
def test_teams_that_work_by_hand_or_never_take_back_are_left_alone(
    team: Team,
    changes: dict[str, object],
    travel: Travel,  # noqa: F811
) -> None:
    travel("2026-12-07 09:00")
    ana = join(team, "Ana Ruiz")
    waiting(team)
    hand_out()
    Team.objects.update(**changes)
    choose_availability(ana, to="offline", by=ana)
    travel("2026-12-07 12:00")
    assert return_waiting() == 0


def statements(act: object) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()  # type: ignore[operator]
    return len(captured)


def test_a_call_with_nothing_to_do_costs_the_same_however_much_there_is(team: Team) -> None:
    Team.objects.update(capacity=1)
    ana = join(team, "Ana Ruiz")
    waiting(team, 2)
    hand_out()
    few = statements(hand_out), statements(return_waiting)
    for _ in range(10):
        make_ticket(team=team)
        make_ticket(assignee=ana)
    assert (statements(hand_out), statements(return_waiting)) == few


def test_the_queue_is_walked_by_its_index(team: Team) -> None:
    waiting(team)
    with connection.cursor() as db:
        for name in ("seqscan", "sort", "bitmapscan"):
            db.execute(f"SET LOCAL enable_{name} = off")
    head = queued().filter(team=team).order_by(*LONGEST_WAITING_FIRST)[:1]
    assert "ticket_team_queue" in head.explain()
    assert not Ticket.objects.exclude(team=team).exists()
