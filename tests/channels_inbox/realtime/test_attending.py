"""The desk notices who is there by what socket processes note, never by a socket that closed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Availability, AvailabilityState, Leave, User
from accounts.operations.attending import choose_availability
from channels_inbox.attending import judge_attendance
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import key
from tests.channels_inbox.realtime.pages import Page

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def nobody_noted() -> None:
    publisher().client.delete(key("watch"), key("in-front"), key("open"))


def watched(minutes: float = 600) -> None:
    """Note as a socket process that has run so long."""
    publisher().client.set(key("watch"), time.time() - minutes * 60, ex=60)


def seen(user: User, *, in_front: float | None = None, open: float) -> None:
    """Note when a window of somebody was in front and open, in minutes ago."""
    for name, minutes in (("in-front", in_front), ("open", open)):
        if minutes is not None:
            publisher().client.zadd(key(name), {str(user.pk): time.time() - minutes * 60})


def online(user: User, *, since: float = 60) -> None:
    choose_availability(user, to="online", by=user)
    moment = timezone.now() - since * MINUTE
    Availability.objects.update(chosen_at=moment, since=moment)


def state(user: User) -> tuple[str, str]:
    user.refresh_from_db()
    return user.availability, user.availability_changes.all()[0].reason


def test_who_closes_or_hides_all_windows_is_away_then_offline_and_comes_back(agent: User) -> None:
    online(agent)
    watched()
    seen(agent, in_front=1, open=0)
    assert judge_attendance() == 0
    seen(agent, in_front=6, open=0)
    assert (judge_attendance(), judge_attendance()) == (1, 0)
    assert state(agent) == ("away", "No window of the desk was in front for 5 minutes.")
    seen(agent, in_front=20, open=16)
    assert judge_attendance() == 1
    assert state(agent) == ("offline", "No window of the desk was open for 15 minutes.")
    seen(agent, in_front=0, open=0)
    assert judge_attendance() == 1
    assert state(agent) == ("online", "")


def test_what_was_chosen_by_hand_stays(agent: User) -> None:
    choose_availability(agent, to="away", by=agent)
    watched()
    seen(agent, in_front=0, open=0)
    assert judge_attendance() == 0
    choose_availability(agent, to="offline", by=agent)
    assert judge_attendance() == 0


def test_nobody_is_judged_while_nobody_watches_and_nobody_comes_back_by_it(agent: User) -> None:
    online(agent)
    assert judge_attendance() == 0  # no socket process notes anything
    watched(minutes=2)  # one begins to: what was before counts for nobody
    assert judge_attendance() == 0
    watched()
    assert judge_attendance() == 1
    assert state(agent)[0] == "offline"
    watched(minutes=1)
    assert judge_attendance() == 0
    assert state(agent)[0] == "offline"


def test_who_says_that_they_are_there_is_believed_for_a_while(agent: User) -> None:
    watched()
    choose_availability(agent, to="online", by=agent)
    assert judge_attendance() == 0
    assert judge_attendance(now=timezone.now() + 6 * MINUTE) == 1


def test_a_leave_begins_and_ends_by_itself(agent: User) -> None:
    online(agent)
    watched()
    seen(agent, in_front=0, open=0)
    now = timezone.now()
    leave = Leave.objects.create(user=agent, starts_at=now + 10 * MINUTE, ends_at=now + 60 * MINUTE)
    assert judge_attendance() == 0
    Leave.objects.update(starts_at=now - MINUTE)
    assert judge_attendance() == 1
    assert state(agent) == ("reassign", "On leave.")
    leave.delete()
    seen(agent, in_front=0, open=0)
    assert judge_attendance() == 1
    assert state(agent)[0] == "online"


def test_judging_those_who_stay_as_they_are_costs_two_statements(
    agent: User, admin: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    online(admin)
    online(agent)
    watched()
    seen(agent, in_front=0, open=0)
    seen(admin, in_front=0, open=0)
    with django_assert_num_queries(2):
        judge_attendance()


@pytest.mark.slow
def test_a_window_says_whether_it_is_in_front_and_hears_what_follows(
    open_page: Callable[[User], Page], agent: User, admin: User
) -> None:
    page, other = open_page(agent), open_page(admin)
    page.say(kind="in_front")
    client = publisher().client

    def noted(name: str) -> bool:
        deadline = time.monotonic() + 20
        while client.zscore(key(name), str(agent.pk)) is None:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        return True

    assert noted("in-front")
    assert noted("open")
    choose_availability(agent, to="online", by=agent)
    assert page.hear("availability") == {"kind": "availability", "state": AvailabilityState.ONLINE}
    assert other.heard_until_now() == []
