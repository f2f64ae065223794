"""What wakes the assigner, and that teams which work by hand pay nothing for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Team, User
from accounts.operations.attending import choose_availability
from tests.factories import make_customer, make_inbound, make_ticket
from tests.tickets.assignment.conftest import join
from tickets.assignment.following import TASK
from tickets.operations.assigning import assign_team, assign_ticket
from tickets.operations.progress import reopen_ticket, resolve_ticket

pytestmark = pytest.mark.django_db


def wakes(capture: DjangoCaptureOnCommitCallbacks, act: Callable[[], Any]) -> bool:
    # One transaction asks once; each act is to be looked at as if in its own.
    connection.run_on_commit.clear()
    with capture() as calls:
        act()
    return any(getattr(call, "args", ()) == (TASK,) for call in calls)


def test_new_reopened_moved_and_let_go_tickets_wake_it_and_so_does_room(
    team: Team, agent: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    capture = django_capture_on_commit_callbacks
    by_hand = Team.objects.create(name="By hand", slug="by-hand")
    ticket = make_ticket(team=team, assignee=agent)
    for act, expected in (
        (lambda: make_ticket(team=team), True),
        (lambda: make_ticket(team=by_hand), False),
        (make_ticket, False),
        (lambda: make_inbound(ticket), False),
        (lambda: resolve_ticket(ticket, by=agent), True),
        (lambda: reopen_ticket(ticket, by=agent), False),
        (lambda: assign_ticket(ticket, to=None, by=agent), True),
        (lambda: assign_team(ticket, to=by_hand, by=agent), False),
        (lambda: assign_team(ticket, to=team, by=agent), True),
    ):
        assert wakes(capture, act) == expected


def test_somebody_who_comes_online_wakes_it(
    team: Team, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ana = join(team, "Ana Ruiz", state="")
    for state, expected in (("away", False), ("online", True), ("offline", False)):
        act = lambda to=state: choose_availability(ana, to=to, by=ana)  # noqa: E731
        assert wakes(django_capture_on_commit_callbacks, act) == expected


def statements(act: Callable[[], Any]) -> int:
    act()
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


@pytest.mark.parametrize("mode", ["manual", "round_robin"])
def test_intake_costs_no_statement_more(team: Team, agent: User, mode: str) -> None:
    Team.objects.update(assignment=mode)
    team.refresh_from_db()
    writer = make_customer()
    assert statements(lambda: make_ticket(writer, team=team)) == statements(lambda: make_ticket(writer))
    plain, routed = make_ticket(writer, assignee=agent), make_ticket(writer, team=team, assignee=agent)
    assert statements(lambda: make_inbound(routed)) == statements(lambda: make_inbound(plain))
