"""Agents say whether they are there; what they said, their windows and their leave decide."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.availability import Sighting, follows
from accounts.errors import NoAgent, OnLeave
from accounts.models import Availability, AvailabilityChange, User
from accounts.models import AvailabilityState as State
from accounts.operations.attending import choose_availability, correct_copies, end_leave, take_leave

NOW = datetime(2026, 12, 7, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("chosen", "in_front", "open", "leave", "expected"),
    [
        (State.ONLINE, 0, 0, False, State.ONLINE),
        (State.ONLINE, 4, 0, False, State.ONLINE),
        (State.ONLINE, 6, 0, False, State.AWAY),
        (State.ONLINE, 6, 6, False, State.AWAY),
        (State.ONLINE, 16, 0, False, State.AWAY),
        (State.ONLINE, 16, 16, False, State.OFFLINE),
        (State.AWAY, 0, 0, False, State.AWAY),
        (State.AWAY, 16, 16, False, State.OFFLINE),
        (State.REASSIGN, 6, 6, False, State.REASSIGN),
        (State.REASSIGN, 16, 16, False, State.OFFLINE),
        (State.OFFLINE, 0, 0, False, State.OFFLINE),
        (State.ONLINE, 0, 0, True, State.REASSIGN),
        (State.ONLINE, 16, 16, True, State.OFFLINE),
    ],
)
def test_windows_and_leave_only_take_from_what_one_chose(
    chosen: State, in_front: int, open: int, leave: bool, expected: State
) -> None:
    seen = Sighting(in_front=NOW - in_front * MINUTE, open=NOW - open * MINUTE)
    state, reason = follows(chosen, seen, leave_until=NOW + MINUTE if leave else None, now=NOW)
    assert state == expected
    assert bool(reason) == (state != chosen)


@pytest.mark.django_db
def test_a_choice_is_a_row_a_line_in_the_log_and_a_copy_in_the_person(agent: User, admin: User) -> None:
    assert agent.availability == ""
    choose_availability(agent, to="online", by=agent)
    choose_availability(agent, to="away", by=admin, reason="Called away")
    assert choose_availability(agent, to="away", by=admin) is None
    agent.refresh_from_db()
    assert agent.availability == State.AWAY
    assert Availability.objects.get(user=agent).state == State.AWAY
    log = AvailabilityChange.objects.filter(user=agent).order_by("pk").values_list("before", "after", "by", "reason")
    assert list(log) == [("offline", "online", agent.pk, ""), ("online", "away", admin.pk, "Called away")]


@pytest.mark.django_db
def test_light_agents_and_customers_are_not_available(light_agent: User, customer: User) -> None:
    for person in (light_agent, customer):
        with pytest.raises(NoAgent):
            choose_availability(person, to="online", by=person)
        with pytest.raises(NoAgent):
            take_leave(person, starts_at=timezone.now(), ends_at=timezone.now() + MINUTE)
    assert not Availability.objects.exists()


@pytest.mark.django_db
def test_nobody_is_online_while_they_are_on_leave(agent: User) -> None:
    now = timezone.now()
    leave = take_leave(agent, starts_at=now - MINUTE, ends_at=now + timedelta(days=2))
    with pytest.raises(OnLeave, match="You are on leave until"):
        choose_availability(agent, to="online", by=agent)
    end_leave(leave)
    assert choose_availability(agent, to="online", by=agent)


@pytest.mark.django_db
def test_a_copy_overwritten_by_an_old_form_is_put_right(agent: User) -> None:
    stale = User.objects.get(pk=agent.pk)
    choose_availability(agent, to="online", by=agent)
    stale.save()
    assert correct_copies() == 1
    agent.refresh_from_db()
    assert agent.availability == State.ONLINE
    assert correct_copies() == 0
