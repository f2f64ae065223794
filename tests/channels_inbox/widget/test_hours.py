"""A widget says when somebody is there, by its calendar, and how long others waited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import Calendar
from channels_inbox.models import Chat, Widget
from channels_inbox.widgets.hours import hours, wait
from tests.chatting import Browser, make_widget

pytestmark = pytest.mark.django_db
MONDAY_NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def widget() -> Widget:
    days: dict[str, Any] = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    calendar = Calendar.objects.create(name="Shop hours", time_zone="UTC", hours=days)
    widget = make_widget()
    widget.settings = {"calendar": calendar.pk}
    widget.save()
    cache.clear()
    return widget


def test_open_until_the_end_of_the_slot(widget: Widget) -> None:
    said = hours(widget, MONDAY_NOON)
    assert said == {"open": True, "closes_at": "2026-11-23T17:00:00+00:00", "opens_at": None}


def test_closed_until_the_next_opening(widget: Widget) -> None:
    said = hours(widget, MONDAY_NOON - timedelta(days=1))
    assert said == {"open": False, "closes_at": None, "opens_at": "2026-11-23T09:00:00+00:00"}


def test_without_a_calendar_it_is_always_open(widget: Widget) -> None:
    widget.settings = {}
    assert hours(widget, MONDAY_NOON - timedelta(days=1))["open"] is True


def test_the_wait_is_what_half_of_the_people_waited_at_most(widget: Widget) -> None:
    for seconds in (30, 60, 600):
        key = Browser.welcomed(widget, email="maya@norr.example").start()
        chat = Chat.objects.get(conversation__key=key)
        begun = timezone.now() - timedelta(hours=1)
        Chat.objects.filter(pk=chat.pk).update(started_at=begun, accepted_at=begun + timedelta(seconds=seconds))
    assert wait(widget) == 60


def test_a_wait_of_one_is_no_measure(widget: Widget) -> None:
    Browser.welcomed(widget, email="maya@norr.example").start()
    assert wait(widget) is None
