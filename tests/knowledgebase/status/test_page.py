"""The page itself: its first line, its parts, what is open, planned and over."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from knowledgebase.models import Component
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.incident_records import Settings, record_past_incident, settle_incident
from knowledgebase.operations.incidents import correct_update, open_incident, post_update, resolve_incident
from knowledgebase.operations.maintenances import plan_maintenance
from knowledgebase.status.states import Source, State
from tests.knowledgebase.status.conftest import make_part

pytestmark = pytest.mark.django_db


def read(client: Client, path: str = "/status/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_page_says_what_will_stand_here(client: Client) -> None:
    assert "Nothing to show here yet" in read(client)


@pytest.mark.parametrize(
    ("state", "line"),
    [
        ("operational", "Everything works"),
        ("maintenance", "We are working on Halden right now"),
        ("degraded", "One part of Halden is slower than usual"),
        ("partial_outage", "One part of Halden is partly out"),
        ("major_outage", "One part of Halden is out"),
    ],
)
def test_the_first_line_is_the_answer(client: Client, shop: Component, chat: Component, state: str, line: str) -> None:
    set_component_status(shop, state, source=Source.MANUAL, by=None)
    assert f"<h1>{line}</h1>" in read(client)


def test_it_speaks_the_reader_s_language(client: Client, shop: Component, chat: Component) -> None:
    for part in (shop, chat):
        set_component_status(part, State.DEGRADED, source=Source.MANUAL, by=None)
    assert "Teile von Halden sind langsamer als sonst" in read(client, "/status/?lang=de")
    answer = client.get("/status/", headers={"Accept-Language": "fr"})
    assert "Des parties de Halden sont plus lentes" in answer.content.decode()
    assert "Accept-Language" in answer["Vary"]


def test_an_open_incident_stands_above_its_parts_and_goes_to_the_history(
    client: Client, agent: User, shop: Component, noon: datetime
) -> None:
    incident = open_incident("Checkout is slow", components={shop: State.DEGRADED}, body="We look.", by=agent)
    post_update(incident, "identified", "A **cable**.", by=agent)
    page = read(client)
    assert page.index("Checkout is slow") < page.index("All parts")
    assert page.index("Cause found") < page.index("Looking into it")
    assert "<strong>cable</strong>" in page
    assert "corrected" not in page
    correct_update(incident.updates.get(status="identified"), "A plug.", by=agent)
    assert "corrected" in read(client)
    resolve_incident(incident, "Mended.", by=agent, at=noon + timedelta(minutes=38))
    page = read(client)
    assert page.index("All parts") < page.index("Checkout is slow")
    assert "20 November, 38 min" in page
    assert "Checkout is slow" in read(client, "/status/history/")
    page = read(client, incident.get_absolute_url())
    assert page.index("Mended.") < page.index("A plug.") < page.index("We look.")


def test_planned_work_says_when_and_is_an_appointment(
    client: Client, agent: User, shop: Component, noon: datetime
) -> None:
    begins = noon + timedelta(days=9)
    ends = begins + timedelta(hours=1)
    plan = plan_maintenance("The provider moves", components=[shop], begins=begins, ends=ends, body="", by=agent)
    page = read(client)
    assert "Everything works" in page
    assert "Sunday 29 November, 12:00 UTC" in page
    assert f"/status/incidents/{plan.pk}/calendar.ics" in page


def test_a_part_shows_its_days_in_words_too(client: Client, shop: Component, noon: datetime) -> None:
    began = noon - timedelta(days=3)
    set_component_status(shop, State.MAJOR_OUTAGE, source=Source.MONITOR, by=None, at=began)
    set_component_status(shop, State.OPERATIONAL, source=Source.MONITOR, by=None, at=began + timedelta(minutes=1))
    page = read(client)
    assert "Online shop, the last 90 days: 99.99% up, trouble on 1 days" in page
    assert "17 November: Out" in page
    assert page.count("<rect") == 90


def test_parts_that_show_only_while_something_is_wrong(client: Client, chat: Component) -> None:
    trunk = make_part("Phone trunk", only_when_degraded=True, shows_uptime=False)
    assert "Phone trunk" not in read(client)
    set_component_status(trunk, State.DEGRADED, source=Source.MANUAL, by=None)
    assert "Phone trunk" in read(client)


def test_the_history_goes_back_three_months_at_a_time(
    client: Client, agent: User, shop: Component, noon: datetime
) -> None:
    began = noon - timedelta(days=100)
    ended = began + timedelta(hours=1)
    record_past_incident("Long ago", components={}, body="x", resolution="", began=began, ended=ended, by=agent)
    page = read(client, "/status/history/")
    assert "Long ago" not in page
    assert "?until=2026-08" in page
    older = read(client, "/status/history/?until=2026-08")
    assert "Long ago" in older
    assert "?until=2026-11" in older
    for wrong in ("x", "2026-13", "0000-01", "2026-08-01"):
        assert client.get(f"/status/history/?until={wrong}").status_code == 404, wrong


def test_a_pinned_incident_stays_on_the_front_page(
    client: Client, agent: User, shop: Component, noon: datetime
) -> None:
    began = noon - timedelta(days=200)
    ended = began + timedelta(hours=1)
    old = record_past_incident("Long ago", components={}, body="x", resolution="", began=began, ended=ended, by=agent)
    assert "Long ago" not in read(client)
    settle_incident(old, Settings(title=old.title, pinned=True), by=agent, seen=old.version)
    assert "Long ago" in read(client)


def test_the_page_asks_the_same_number_of_questions_however_much_there_is(
    client: Client, agent: User, django_assert_max_num_queries: DjangoAssertNumQueries, noon: datetime
) -> None:
    for n in range(6):
        part = make_part(f"Part {n}", group=f"Group {n % 3}")
        incident = open_incident(f"Trouble {n}", components={part: State.DEGRADED}, body="x", by=agent)
        correct_update(incident.updates.get(), "y", by=agent)
        if n % 2:
            resolve_incident(incident, "z", by=agent)
    with django_assert_max_num_queries(13):
        assert "Trouble 5" in read(client)


def test_the_help_centre_leads_here(client: Client) -> None:
    assert read(client, "/help/en/").count('href="/status/"') == 2
