"""The report page, the tickets behind its numbers, its files: what they show, to whom, and at what cost."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from accounts.models import Team, User
from channels_inbox.models import Channel
from insights.files import safe
from insights.operations.gathering import gather
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_answer, make_customer, make_ticket, make_user
from tickets.models import Ticket
from tickets.operations.progress import resolve_ticket

PAGES = ["", "summary.csv", "new/tickets/", "new/tickets.csv", "backlog/tickets/", "satisfaction/tickets/"]
BASE = "/agent/reports/"


@pytest.fixture
def ticket(clock: TimeMachineFixture, mailbox: Channel, agent: User, teams: list[Team]) -> Ticket:
    """A ticket of Grinders that Ana answered after an hour and solved; its facts are gathered."""
    ticket = make_ticket(make_customer("maya@cafenorr.example", "Maya Lindqvist"), team=teams[0])
    clock.shift(3 * 3600)
    make_answer(ticket, by=agent)
    resolve_ticket(ticket, by=agent)
    gather()
    return ticket


@pytest.fixture
def desk(agent: User) -> Client:
    return signed_in(agent)


def text(response: Any) -> str:
    assert response.status_code == 200
    content = response.getvalue() if response.streaming else response.content
    return str(content.decode())


def numbers(page: str) -> dict[str, str]:
    """Return what the band at the top shows, by label."""
    found = re.findall(r'title="What is this\?">(.*?)<svg.*?stat__value">(.*?)<small', page, re.DOTALL)
    return {label: re.sub(r"<[^>]+>", "", value).strip() for label, value in found}


def test_the_page_shows_each_number_with_its_definition_and_the_way_to_its_tickets(
    desk: Client, ticket: Ticket
) -> None:
    page = text(desk.get(BASE))
    shown = numbers(page)
    assert (shown["New"], shown["Solved"], shown["Open"]) == ("1", "1", "0")
    assert shown["First response"] == "too few"
    assert "Tickets that were opened in the range" in page
    for key in ("new", "solved", "first-response", "resolution"):
        href = re.search(rf'href="(/agent/reports/{key}/tickets/[^"]*)"', page)
        assert href, key
        assert ticket.subject in text(desk.get(href[1].replace("&amp;", "&")))


def test_every_chart_is_a_picture_with_a_sentence_and_a_table(desk: Client, ticket: Ticket) -> None:
    page = text(desk.get(BASE))
    pictures = re.findall(r'<svg viewBox[^>]*role="img" aria-label="([^"]+)"', page)
    assert len(pictures) == page.count("View as table") == 6
    assert all(len(sentence.split()) > 3 for sentence in pictures)
    assert "style=" not in page.partition("<main")[2]


def test_hours_and_filters_change_the_numbers(desk: Client, clock: TimeMachineFixture, ticket: Ticket) -> None:
    assert "60 min" in text(desk.get(f"{BASE}first-response/tickets/", {"hours": "business"}))
    assert "3.0 h" in text(desk.get(f"{BASE}first-response/tickets/", {"hours": "clock"}))
    assert numbers(text(desk.get(BASE, {"team": "grinders"})))["New"] == "1"
    assert numbers(text(desk.get(BASE, {"team": "orders"})))["New"] == "0"
    assert numbers(text(desk.get(BASE, {"channel": "phone"})))["New"] == "0"
    clock.shift(40 * 86_400)
    assert numbers(text(desk.get(BASE)))["New"] == "0"
    assert numbers(text(desk.get(BASE, {"range": "90d"})))["New"] == "1"
    custom = {"range": "custom", "from": "2026-10-05", "to": "2026-10-05"}
    assert numbers(text(desk.get(BASE, custom)))["New"] == "1"


def test_days_are_the_reader_s(clock: TimeMachineFixture, ticket: Ticket, agent: User) -> None:
    """Monday 7:00 in Greenwich is still Sunday in Honolulu."""
    agent.time_zone = "Pacific/Honolulu"
    agent.save()
    desk = signed_in(agent)
    sunday = {"range": "custom", "from": "2026-10-04", "to": "2026-10-04"}
    monday = {"range": "custom", "from": "2026-10-05", "to": "2026-10-05"}
    assert numbers(text(desk.get(BASE, sunday)))["New"] == "1"
    assert numbers(text(desk.get(BASE, monday)))["New"] == "0"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"range": "custom"}, "Say from which day to which"),
        ({"range": "custom", "from": "2026-10-05", "to": "2026-10-01"}, "lies after the last"),
        ({"range": "custom", "from": "2020-10-05", "to": "2026-10-01"}, "two years at most"),
        ({"range": "custom", "from": "soon", "to": "2026-10-01"}, "Please enter a day"),
        ({"range": "yesterday"}, "cannot be chosen here"),
        ({"team": "nobody"}, "cannot be chosen here"),
        ({"agent": "x"}, "cannot be chosen here"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_filters(desk: Client, query: dict[str, str], words: str) -> None:
    answer = desk.get(BASE, query)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_page_deep_in_a_list_begins_where_the_last_one_ended(desk: Client, ticket: Ticket) -> None:
    for n in range(60):
        make_ticket(ticket.requester, subject=f"Question {n}")
    gather()
    first = text(desk.get(f"{BASE}new/tickets/"))
    more = re.search(r'id="more" href="([^"]+)"', first)
    assert more
    second = text(desk.get(f"{BASE}new/tickets/{more[1].replace('&amp;', '&')}"))
    listed = [re.findall(r'href="/agent/tickets/(\d+)/"', page) for page in (first, second)]
    assert (len(listed[0]), len(listed[1])) == (50, 11)
    assert len({*listed[0], *listed[1]}) == 61


def test_x10_a_file_holds_the_rows_of_the_page_and_no_formula(desk: Client, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(subject='=HYPERLINK("http://evil.example")')
    rows = list(csv.DictReader(io.StringIO(text(desk.get(f"{BASE}first-response/tickets.csv")).removeprefix("\ufeff"))))
    assert [row["Ticket"] for row in rows] == [str(ticket.number)]
    assert rows[0]["Subject"].startswith("'=HYPERLINK")
    assert (rows[0]["Seconds by the clock"], rows[0]["Seconds in business hours"]) == ("10800", "3600")
    assert rows[0]["Agent"] == "Ana Ruiz"
    summary = text(desk.get(f"{BASE}summary.csv", {"by": "agent"}))
    assert "Ana Ruiz,1,,1,,0," in summary


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_x10_text_that_a_spreadsheet_would_run_is_quoted(start: str) -> None:
    assert safe(f"{start}1+1") == f"'{start}1+1"
    assert safe("1 = 1") == "1 = 1"
    assert safe(-5) == -5


def test_outsiders_find_no_report(client: Client, ticket: Ticket, customer: User, outsider: User) -> None:
    for page in PAGES:
        assert client.get(BASE + page)["Location"].startswith("/account/login/")
        for person in (customer, outsider):
            assert signed_in(person).get(BASE + page).status_code == 404, page
    assert signed_in(make_user(User.Role.AGENT)).get(f"{BASE}nothing/tickets/").status_code == 404


def test_limited_agents_count_and_read_only_what_is_theirs(ticket: Ticket, teams: list[Team]) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    limited.memberships.create(team=teams[1])
    mine = make_ticket(ticket.requester, subject="Ours", team=teams[1])
    gather()
    desk = signed_in(limited)
    page = text(desk.get(BASE))
    assert (numbers(page)["New"], numbers(page)["Solved"], numbers(page)["Open"]) == ("1", "0", "1")
    assert "Grinders" not in page
    assert "Ana Ruiz" not in page
    for path in ("new/tickets/", "new/tickets.csv", "backlog/tickets/"):
        found = text(desk.get(BASE + path))
        assert "Ours" in found
        assert ticket.subject not in found
    assert "Grinders" not in text(desk.get(f"{BASE}summary.csv"))
    assert desk.get(BASE, {"team": "grinders"}).status_code == 422
    report = Api(limited).get("reports/new/").json()
    assert report["now"]["value"] == 1
    assert [group["name"] for group in report["groups"]] == ["Orders"]
    assert Api(limited).get("reports/new/", team="grinders").status_code == 400
    own = make_user(User.Role.LIGHT_AGENT, ticket_scope=User.TicketScope.ASSIGNED)
    assert numbers(text(signed_in(own).get(BASE)))["New"] == "0"
    Ticket.objects.filter(pk=mine.pk).update(assignee=own)
    assert numbers(text(signed_in(own).get(BASE)))["New"] == "1"


def test_light_agents_read_the_reports_of_what_they_see(ticket: Ticket, light_agent: User) -> None:
    assert numbers(text(signed_in(light_agent).get(BASE)))["New"] == "1"


def test_the_api_gives_the_numbers_of_the_page(ticket: Ticket, agent: User) -> None:
    api = Api(agent)
    assert [m["key"] for m in api.get("reports/").json()][:2] == ["new", "solved"]
    report = api.get("reports/first-response/", hours="clock", by="agent").json()
    assert report["now"] == {"value": 10800.0, "cases": 1, "beside": 10800.0, "few": True}
    assert report["before"]["value"] is None
    assert [(g["name"], g["id"], g["value"]) for g in report["groups"]] == [("Ana Ruiz", str(agent.pk), 10800.0)]
    assert sum(stretch["cases"] for stretch in report["stretches"]) == 1
    assert api.get("reports/nothing/").status_code == 404
    assert api.get("reports/new/", range="custom").status_code == 400
    assert api.get("reports/new/", colour="red").status_code == 400


def test_a_page_takes_as_many_statements_however_much_it_shows(
    desk: Client, ticket: Ticket, lived_in: Callable[[int], list[Ticket]]
) -> None:
    def cost(path: str) -> int:
        desk.get(path)
        with CaptureQueriesContext(connection) as queries:
            text(desk.get(path))
        return len(queries)

    before = {page: cost(BASE + page) for page in ("", "new/tickets/", "backlog/tickets/")}
    lived_in(7)
    assert {page: cost(BASE + page) for page in before} == before
    assert before[""] <= 13
    assert before["new/tickets/"] <= 6


def test_days_without_a_range_are_the_days_of_the_report(admin: User) -> None:
    page = signed_in(admin).get(f"{BASE}?from=2026-10-02&to=2026-10-05")
    assert (page.status_code, page.context["scope"].first.day, page.context["scope"].last.day) == (200, 2, 5)
    assert '<option value="custom" selected>' in page.text


def test_days_that_cannot_be_stay_as_they_were_typed(admin: User) -> None:
    page = signed_in(admin).get(f"{BASE}?range=custom&from=2026-11-20&to=2026-11-01")
    assert page.status_code == 422
    assert "The first day lies after the last." in page.text
    for typed in ('value="2026-11-20"', 'value="2026-11-01"', '<option value="custom" selected>'):
        assert typed in page.text
