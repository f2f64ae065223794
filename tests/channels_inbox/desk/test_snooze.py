"""Put aside at the desk: the menu in one's own time zone, the lists, the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels_inbox.forms.snooze import moments
from tests.api import Api
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.channels_inbox.desk.test_properties import undo
from tests.factories import make_inbound
from tests.tickets.sla.conftest import HOUR, calendar_b, promise  # noqa: F401
from tickets.models import Ticket
from tickets.operations.snoozing import snooze_ticket

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def press(client: Client, ticket: Ticket, **values: str) -> Any:
    return client.post(reverse("agent_snooze", args=[ticket.number]), values, headers=HTMX)


def lists(client: Client, ticket: Ticket) -> set[str]:
    slugs = ("mine", "unassigned", "waiting-for-us", "open", "snoozed", "breached")
    pages = {slug: client.get(reverse("agent_view", args=[slug])).content.decode() for slug in slugs}
    return {slug for slug, page in pages.items() if f'id="row_{ticket.pk}"' in page}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-26 10:20", ["Thu 14", "Fri 9", "Mon 9", "Thu 9"]),
        ("2026-11-26 20:30", ["Fri 9", "Mon 9", "Thu 9"]),
        ("2026-11-30 00:00", ["Mon 3", "Tue 9", "Mon 9", "Mon 9"]),
        # Clocks go back the night after: nine in the morning stays nine in the morning.
        ("2026-10-24 12:00", ["Sat 15", "Sun 9", "Mon 9", "Sat 9"]),
    ],
)
def test_the_menu_speaks_of_one_s_own_hours(now: str, expected: list[str]) -> None:
    here = datetime.fromisoformat(now).replace(tzinfo=STOCKHOLM)
    assert [f"{m.at:%a} {m.at.hour}" for m in moments(here)] == expected


def test_it_leaves_the_open_lists_and_comes_back(desk: Client, ticket: Ticket) -> None:
    assert lists(desk, ticket) == {"unassigned", "waiting-for-us", "open"}
    response = press(desk, ticket, when="tomorrow")
    assert "Asleep until" in response.content.decode()
    assert lists(desk, ticket) == {"snoozed"}
    undo(desk, response.content.decode())
    assert lists(desk, ticket) == {"unassigned", "waiting-for-us", "open"}
    press(desk, ticket, when="week")
    make_inbound(ticket)
    assert lists(desk, ticket) == {"unassigned", "waiting-for-us", "open"}


def test_a_day_of_one_s_own_is_read_in_one_s_own_zone(agent: User, ticket: Ticket) -> None:
    User.objects.filter(pk=agent.pk).update(time_zone="Asia/Kolkata")
    day = (datetime.now(UTC) + timedelta(days=3)).date()
    assert press(signed_in(agent), ticket, until=f"{day}T09:30").status_code == 200
    ticket.refresh_from_db()
    assert ticket.snoozed_until == datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@pytest.mark.parametrize("values", [{}, {"when": "whenever"}, {"until": "soon"}, {"until": "2020-01-01T09:00"}])
def test_nonsense_is_refused_in_the_head(values: dict[str, str], desk: Client, ticket: Ticket) -> None:
    response = press(desk, ticket, **values)
    assert response.status_code == 422
    assert "#ticket_notice" in response.headers["HX-Retarget"]
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_promises_do_not_sleep(desk: Client, agent: User, mailbox: object, calendar_b: Any) -> None:  # noqa: F811
    from tests.factories import make_ticket
    from tickets.operations.timekeeping import sweep_clocks

    promise(calendar_b, resolution=HOUR)
    ticket = make_ticket()
    snooze_ticket(ticket, until=datetime.now(UTC) + timedelta(days=1), by=agent)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        sweep_clocks()
        assert lists(signed_in(agent), ticket) == {"snoozed", "breached"}


def test_the_page_says_how_long_and_the_timeline_who(desk: Client, ticket: Ticket) -> None:
    press(desk, ticket, when="tomorrow")
    page = desk.get(reverse("agent_ticket", args=[ticket.number])).content.decode()
    assert "Asleep until" in page
    assert "<b>Ana Ruiz</b> put it aside until" in page


def test_a_light_agent_puts_nothing_aside(light_agent: User, ticket: Ticket) -> None:
    assert press(signed_in(light_agent), ticket, when="tomorrow").status_code == 422
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_programs_put_aside_and_bring_back(agent: User, ticket: Ticket) -> None:
    api, path = Api(agent), f"tickets/{ticket.number}/snooze/"
    until = (datetime.now(UTC) + timedelta(days=2)).replace(microsecond=0)
    answer = api.put(path, {"until": until.isoformat()})
    assert answer.status_code == 200
    assert datetime.fromisoformat(answer.json()["snoozed_until"]) == until
    assert api.put(path, {"until": "2020-01-01T00:00:00Z"}).status_code == 400
    assert api.delete(path).json()["snoozed_until"] is None
