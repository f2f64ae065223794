"""Two workers hand out at once: no ticket twice, nobody over their limit; a worker that dies loses nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone

from accounts.models import Membership, Team
from accounts.operations.attending import choose_availability
from tests.tickets.assignment.conftest import join, owner, waiting
from tickets.assignment.candidates import hold_online
from tickets.models import Event, Ticket
from tickets.operations.distributing import give_next, hand_out, return_waiting
from tickets.selectors import locked

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(workers: int) -> int:
    """Let so many workers begin at the same moment, each on a connection of its own; return what they gave."""
    start = Barrier(workers)

    def work(_: int) -> int:
        try:
            start.wait(10)
            return hand_out()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(work, range(workers)))


def assignments() -> Counter[int]:
    return Counter(Event.objects.filter(action="assigned").values_list("ticket", flat=True))


def test_each_ticket_is_given_once_and_limits_hold(team: Team) -> None:
    Team.objects.update(capacity=7)
    people = [join(team, name) for name in ("Ana Ruiz", "Olof Berg")]
    tickets = waiting(team, 20)
    given = at_once(4) + hand_out()
    assert given == 14
    assert set(assignments().values()) == {1}
    assert Counter(owner(t) for t in tickets) == {people[0]: 7, people[1]: 7, None: 6}


def test_two_teams_that_share_somebody_together_keep_their_limit(team: Team) -> None:
    other = Team.objects.create(name="Billing", slug="billing", assignment="least_busy", capacity=5)
    Team.objects.update(capacity=5)
    ana = join(team, "Ana Ruiz")
    Membership.objects.create(team=other, user=ana)
    waiting(team, 6)
    waiting(other, 6)
    assert at_once(4) + hand_out() == 5
    assert Ticket.objects.filter(assignee=ana).count() == 5


def test_turns_are_fair_whoever_hands_out(team: Team) -> None:
    people = [join(team, name) for name in ("Ana Ruiz", "Olof Berg", "Mei Tan")]
    tickets = waiting(team, 18)
    assert at_once(3) + hand_out() == 18
    assert Counter(owner(t) for t in tickets) == dict.fromkeys(people, 6)


def test_a_ticket_somebody_holds_is_passed_over_and_given_later(team: Team) -> None:
    join(team, "Ana Ruiz")
    held, free = waiting(team, 2)
    with transaction.atomic():
        locked(held)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_on_own_connection, hand_out).result(10) == 1
    assert (owner(held), owner(free) is not None) == (None, True)
    assert hand_out() == 1


def test_a_worker_that_dies_between_claim_and_commit_loses_nothing(team: Team) -> None:
    """The server ends the connection while the ticket and the people are locked, as when a worker is killed."""
    ana = join(team, "Ana Ruiz")
    (ticket,) = waiting(team)

    def die() -> None:
        with transaction.atomic():
            assert give_next(team, timezone.now())
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with ThreadPoolExecutor(1) as pool, pytest.raises(OperationalError):
        pool.submit(_on_own_connection, die).result(10)
    assert owner(ticket) is None
    assert Membership.objects.get(user=ana).turn == 0
    assert hand_out() == 1
    assert (owner(ticket), assignments()) == (ana, {ticket.pk: 1})


def test_somebody_who_leaves_meanwhile_is_not_given_it(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who goes away after the ticket was claimed and before the choice: the choice waits for their leaving."""
    ana = join(team, "Ana Ruiz")
    (ticket,) = waiting(team)

    def leave_first(team: Team) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(_on_own_connection, lambda: choose_availability(ana, to="away", by=ana)).result(10)
        hold_online(team)

    monkeypatch.setattr("tickets.operations.distributing.hold_online", leave_first)
    assert hand_out() == 0
    assert owner(ticket) is None


def test_two_sweeps_bring_a_ticket_back_once(team: Team) -> None:
    ana = join(team, "Ana Ruiz")
    tickets = waiting(team, 5)
    hand_out()
    choose_availability(ana, to="offline", by=ana)
    later = timezone.now() + timedelta(seconds=61)
    with ThreadPoolExecutor(2) as pool:
        returned = sum(pool.map(lambda _: _on_own_connection(lambda: return_waiting(now=later)), range(2)))
    assert returned + return_waiting(now=later) == 5
    assert Event.objects.filter(action="unassigned").count() == 5
    assert {owner(t) for t in tickets} == {None}


def _on_own_connection(act: Callable[[], Any]) -> Any:
    try:
        return act()
    finally:
        connections.close_all()
