"""Telling people at the desk what concerns them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Notification, User
from accounts.models.notification_wishes import Way
from accounts.news import notified
from accounts.operations.notifying import Notice, notify, notify_all, read_notifications, wish_for

pytestmark = pytest.mark.django_db
Kind = Notification.Kind


def tell(user: User, *, key: str = "message:1", kind: str = Kind.REPLY, **fields: Any) -> Notification | None:
    return notify(user, kind, key=key, text="Maya wrote", ticket_number=7, **fields)


@pytest.fixture
def heard() -> Any:
    rows: list[Notification] = []

    def hear(*, notification: Notification, **_: Any) -> None:
        rows.append(notification)

    notified.connect(hear)
    yield rows
    notified.disconnect(hear)


def test_somebody_is_told_once_whatever_happens_twice(agent: User, heard: list[Notification]) -> None:
    first = tell(agent)
    assert first is not None
    assert first.pk
    assert tell(agent) is None
    assert tell(agent, kind=Kind.NOTE) is None
    assert [row.pk for row in heard] == [first.pk]
    assert tell(agent, key="message:2") is not None


def test_nobody_is_told_of_their_own_act(agent: User, admin: User) -> None:
    assert tell(agent, by=agent) is None
    assert tell(agent, by=admin) is not None


def test_only_people_at_the_desk_are_told(agent: User, customer: User) -> None:
    agent.is_active = False
    assert tell(agent) is None
    assert tell(customer) is None
    assert not Notification.objects.exists()


def test_what_is_switched_off_is_not_told(agent: User) -> None:
    wish_for(agent, ways={Kind.REPLY: Way.OFF}, digest_minutes=60)
    assert tell(agent) is None
    assert tell(agent, key="x", kind=Kind.MENTIONED) is not None


def test_many_people_cost_two_statements(
    agent: User, admin: User, light_agent: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    everybody = [agent, admin, light_agent]
    notices = [Notice(user, Kind.RULE, f"rule:{n}", "Look here") for user in everybody for n in range(20)]
    with django_assert_num_queries(2):
        assert len(notify_all(notices)) == 60


def test_a_line_is_one_line_and_not_too_long(agent: User) -> None:
    row = notify(agent, Kind.RULE, key="x", text="Two\nlines " + "x" * 400)
    assert row is not None
    row.refresh_from_db()
    assert row.text.startswith("Two lines x")
    assert len(row.text) == 300


@time_machine.travel(datetime(2026, 11, 20, 9, 7, tzinfo=UTC), tick=False)
def test_mail_is_due_at_once_or_with_the_next_digest_or_never(agent: User) -> None:
    wish_for(agent, ways={Kind.NOTE: Way.MAIL, Kind.REPLY: Way.DIGEST, Kind.RULE: Way.DESK}, digest_minutes=15)
    due = {
        kind: row.mail_at for kind in (Kind.NOTE, Kind.REPLY, Kind.RULE) if (row := tell(agent, key=kind, kind=kind))
    }
    now = datetime(2026, 11, 20, 9, 7, tzinfo=UTC)
    assert due == {Kind.NOTE: now, Kind.REPLY: now + timedelta(minutes=8), Kind.RULE: None}


def test_reading_takes_what_was_meant_and_no_more(agent: User, admin: User) -> None:
    rows = [row for n in range(3) if (row := notify(agent, Kind.RULE, key=str(n), text="x", ticket_number=n))]
    theirs = notify(admin, Kind.RULE, key="0", text="x", ticket_number=0)
    assert theirs is not None
    assert read_notifications(agent, ticket_number=0) == 1
    assert read_notifications(agent, pk=theirs.pk) == 0
    assert read_notifications(agent, until=rows[1].pk) == 1
    assert Notification.objects.filter(user=agent, read_at=None).get().pk == rows[2].pk
    assert Notification.objects.get(pk=theirs.pk).read_at is None


def test_what_was_read_is_not_mailed(agent: User) -> None:
    wish_for(agent, ways={Kind.REPLY: Way.MAIL}, digest_minutes=15)
    tell(agent)
    read_notifications(agent)
    assert Notification.objects.get().mail_at is None
