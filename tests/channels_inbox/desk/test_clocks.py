"""Promises in the desk: badges, lists by due, and the page that explains them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Calendar, Team, User
from accounts.operations.scheduling import save_calendar
from channels_inbox.models import Channel
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_answer, make_inbound, make_ticket, make_user
from tests.tickets.sla.conftest import HOUR, Travel, calendar_a, promise, travel
from tickets.models import Ticket
from tickets.models.kinds import Category
from tickets.operations.progress import set_status
from tickets.operations.timekeeping import sweep_clocks
from tickets.selectors import default_status

__all__ = ["calendar_a", "travel"]
pytestmark = pytest.mark.django_db


def page_of(client: Client, view: str, **query: str) -> str:
    return client.get(reverse("agent_view", args=[view]), query).content.decode()


def badges(desk: Client, ticket: Ticket) -> list[tuple[str, str]]:
    """Return the state and the words of each promise in the ticket's head."""
    page = desk.get(reverse("agent_ticket", args=[ticket.number])).content.decode()
    found = re.search(r'id="ticket_clocks".*?</a>', page, re.DOTALL)
    assert found
    drawn = re.split(r'<span class="sla" data-state="', found[0])[1:]
    words = [
        re.sub(r"<svg.*?</svg>|<span.*?</span>|<[^>]+>", "", one.partition(">")[2], flags=re.DOTALL) for one in drawn
    ]
    return [(one.partition('"')[0], text.strip()) for one, text in zip(drawn, words, strict=True)]


def test_a_row_and_the_ticket_show_the_nearest_promise(
    travel: Travel, calendar_a: Calendar, mailbox: Channel, agent: User
) -> None:
    promise(calendar_a, first_response=HOUR, resolution=8 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    desk = signed_in(agent)
    for text, state, time in (("2026-12-07 09:20", "ok", "40m"), ("2026-12-07 10:24", "breached", "24m late")):
        travel(text)
        for page in (
            page_of(desk, "open"),
            desk.get(reverse("agent_ticket", args=[ticket.number])).content.decode(),
        ):
            assert f'class="sla" data-state="{state}"' in page
            assert re.search(rf"First reply <time [^>]*>{time}</time>", page)


def test_the_ticket_shows_every_promise_kept_owed_or_broken(
    travel: Travel, calendar_a: Calendar, mailbox: Channel, agent: User
) -> None:
    promise(calendar_a, first_response=HOUR, next_response=HOUR, resolution=8 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    travel("2026-12-07 09:19")
    make_answer(ticket, by=agent)
    travel("2026-12-07 10:00")
    make_inbound(ticket)
    desk = signed_in(agent)

    head = badges(desk, ticket)
    assert head == [("met", "First reply 19m"), ("ok", "Next reply 1h 0m"), ("ok", "Resolve 24h")]

    set_status(ticket, to=default_status(Category.WAITING_CUSTOMER), by=agent)
    travel("2026-12-07 11:30")
    assert badges(desk, ticket)[1:] == [("breached", "Next reply 30m late"), ("paused", "Resolve paused")]


def test_lists_by_due_hold_what_is_due(travel: Travel, calendar_a: Calendar, mailbox: Channel, agent: User) -> None:
    promise(calendar_a, resolution=HOUR)
    travel("2026-12-07 09:00")
    first = make_ticket(subject="Came first")
    travel("2026-12-07 09:50")
    sweep_clocks()
    second = make_ticket(subject="Came second")
    desk = signed_in(agent)
    assert "Came first" in page_of(desk, "due-soon")
    assert "Came second" not in page_of(desk, "due-soon")
    assert page_of(desk, "breached").count("trow__subject") == 0
    rows = re.findall(r'id="row_(\d+)"', page_of(desk, "open", sort="due"))
    assert rows == [str(first.pk), str(second.pk)]
    travel("2026-12-07 10:10")
    sweep_clocks()
    assert "Came first" in page_of(desk, "breached")
    assert "Came first" not in page_of(desk, "due-soon")


def test_the_page_explains_a_due_time_stretch_by_stretch(
    travel: Travel, calendar_a: Calendar, mailbox: Channel, agent: User
) -> None:
    promise(calendar_a, resolution=8 * HOUR)
    agent.time_zone = "Europe/Berlin"
    agent.save()
    travel("2026-12-07 11:00")
    ticket = make_ticket()
    travel("2026-12-07 14:00")
    set_status(ticket, to=default_status(Category.WAITING_CUSTOMER), by=agent)
    travel("2026-12-07 16:00")
    set_status(ticket, to=default_status(Category.OPEN), by=agent)
    page = signed_in(agent).get(reverse("agent_clocks", args=[ticket.number])).content.decode()
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)]
    rows = [cells[n : n + 4] for n in range(0, len(cells), 4)]
    day, next_day = "Mon 7 December 2026, ", "Tue 8 December 2026, "
    assert [(start, why, left) for start, _, why, left in rows] == [
        (f"{day}11:00 CET", "1 h", "7 h"),
        (f"{day}12:00 CET", "Closed", ""),
        (f"{day}13:00 CET", "1 h", "6 h"),
        (f"{day}14:00 CET", "Stood still: Waiting on customer", ""),
        (f"{day}16:00 CET", "1 h", "5 h"),
        (f"{day}17:00 CET", "Closed", ""),
        (f"{next_day}9:00 CET", "3 h", "2 h"),
        (f"{next_day}12:00 CET", "Closed", ""),
        (f"{next_day}13:00 CET", "2 h", "0 s"),
    ]
    assert rows[-1][1] == f"{next_day}15:00 CET"


def test_time_that_counts_day_and_night_is_one_stretch(
    travel: Travel, calendar_a: Calendar, mailbox: Channel, agent: User
) -> None:
    promise(calendar_a, mode="calendar", resolution=72 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    page = signed_in(agent).get(reverse("agent_clocks", args=[ticket.number])).content.decode()
    assert page.count("<tr>") == 2
    assert "<td>3 days</td>" in page


def test_a_judged_clock_is_explained_by_the_hours_of_its_time(
    travel: Travel, calendar_a: Calendar, mailbox: Channel, agent: User, admin: User
) -> None:
    promise(calendar_a, resolution=HOUR)
    travel("2026-12-07 11:30")
    ticket = make_ticket()
    travel("2026-12-07 13:10")
    set_status(ticket, to=default_status(Category.RESOLVED), by=agent)
    address = reverse("agent_clocks", args=[ticket.number])
    before = re.findall(r"<td>.*?</td>", signed_in(agent).get(address).content.decode(), re.DOTALL)
    calendar_a.hours = {"sun": [["01:00", "02:00"]]}
    save_calendar(calendar_a, by=admin, seen=1)
    assert re.findall(r"<td>.*?</td>", signed_in(agent).get(address).content.decode(), re.DOTALL) == before
    assert "Closed" in "".join(before)


def test_outsiders_learn_nothing_of_promises(
    travel: Travel, calendar_a: Calendar, mailbox: Channel, outsider: User
) -> None:
    promise(calendar_a, resolution=HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket(team=Team.objects.create(name="Others", slug="others"))
    travel("2026-12-07 11:00")
    sweep_clocks()
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope="teams"))
    address = reverse("agent_clocks", args=[ticket.number])
    assert limited.get(address).status_code == 404
    assert signed_in(outsider).get(address).status_code == 404
    assert ticket.subject not in page_of(limited, "breached")


def test_the_nearest_promise_stands_first_and_what_is_over_last(
    travel: Travel, calendar_a: Calendar, mailbox: Channel, agent: User
) -> None:
    promise(calendar_a, first_response=2 * HOUR, next_response=HOUR, resolution=66 * HOUR)
    travel("2026-12-07 09:00")
    ticket = make_ticket()
    make_answer(ticket, by=agent)
    travel("2026-12-07 10:00")
    make_inbound(ticket, text="And now?")
    page = signed_in(agent).get(reverse("agent_clocks", args=[ticket.number])).content.decode()
    assert re.findall(r'<h2 id="clock_\d+">([^<]+)', page) == ["Next reply", "Resolve", "First reply"]
    assert "66 business hours, counted while “A” is open" in page
