"""Agents tell of incidents and maintenance in the browser."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from knowledgebase.models import Component, Incident, IncidentTemplate
from knowledgebase.operations.incidents import open_incident
from knowledgebase.status.states import State
from tests.channels_inbox.desk.conftest import signed_in
from tests.knowledgebase.status.conftest import make_part, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(agent: User) -> Client:
    return signed_in(agent)


@pytest.fixture
def shop(db: None) -> Component:
    return make_part("Online shop")


def new(shop: Component, **changes: Any) -> dict[str, Any]:
    words = {"title": "Checkout is slow", "body": "We look.", "status": "investigating", "visibility": "public"}
    return {**words, f"part_{shop.pk}": "degraded", **changes}


def local(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_a_story_told_at_the_desk(desk: Client, client: Client, shop: Component) -> None:
    answer = desk.post(reverse("agent_new_incident"), new(shop, draft="1"))
    incident = Incident.objects.get()
    url = reverse("agent_incident", args=[incident.pk])
    assert answer.headers["Location"] == url
    assert "This is a draft" in desk.get(url).content.decode()
    assert "Checkout is slow" not in client.get("/status/").content.decode()
    desk.post(reverse("agent_incident_publication", args=[incident.pk]))
    assert state(shop) == "degraded"
    update = {"status": "identified", "body": "A cable.", f"part_{shop.pk}": "major_outage"}
    assert desk.post(reverse("agent_incident_updates", args=[incident.pk]), update).status_code == 302
    assert state(shop) == "major_outage"
    done = {"status": "resolved", "body": "Mended.", "silent": "on"}
    desk.post(reverse("agent_incident_updates", args=[incident.pk]), done)
    page = desk.get(url).content.decode()
    assert state(shop) == "operational"
    for words in ("Mended.", "nobody told", "A cable.", "Online shop: Slow or limited → Out", "was out"):
        assert words in page, words


def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(desk: Client, shop: Component) -> None:
    answer = desk.post(reverse("agent_new_incident"), new(shop, body="", publish_at="2001-01-01T10:00"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Checkout is slow"' in page
    assert "Choose a moment to come, or leave it empty." in page
    assert "Please fill this in." in page
    assert '<option value="degraded" selected>' in page
    assert not Incident.objects.exists()
    answer = desk.post(reverse("agent_new_incident"), new(shop, visibility="organizations"))
    assert "Choose the organizations that may read it." in answer.content.decode()


def test_an_update_says_something_unless_nobody_is_told(desk: Client, agent: User, shop: Component) -> None:
    incident = open_incident("Slow", components={shop: State.DEGRADED}, body="x", by=agent)
    url = reverse("agent_incident_updates", args=[incident.pk])
    answer = desk.post(url, {"status": "identified", "body": ""})
    assert (answer.status_code, "Write what is new" in answer.content.decode()) == (422, True)
    assert desk.post(url, {"status": "identified", "body": "", "silent": "on"}).status_code == 302
    assert desk.post(url, {"status": "scheduled", "body": "x"}).status_code == 422


def test_an_update_is_corrected(desk: Client, agent: User) -> None:
    incident = open_incident("Slow", components={}, body="We lok.", by=agent)
    url = reverse("agent_incident_correction", args=[incident.pk, incident.updates.get().pk])
    assert desk.post(url, {"body": " "}).status_code == 422
    assert desk.post(url, {"body": "We look."}).status_code == 302
    page = desk.get(reverse("agent_incident", args=[incident.pk])).content.decode()
    assert "We lok." in page
    assert "Corrected by Ana" in page


def test_a_template_fills_the_form(desk: Client, shop: Component) -> None:
    template = IncidentTemplate.objects.create(name="Away", title="The shop is away", component_status="major_outage")
    template.components.set([shop])
    page = desk.get(reverse("agent_new_incident"), {"template": template.pk}).content.decode()
    assert 'value="The shop is away"' in page
    assert '<option value="major_outage" selected>' in page
    assert desk.get(reverse("agent_new_incident"), {"template": "x"}).status_code == 200
    assert (
        "The shop is away" not in desk.get(reverse("agent_new_maintenance"), {"template": template.pk}).content.decode()
    )


def test_maintenance_is_planned_moved_and_called_off(desk: Client, shop: Component) -> None:
    begins = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    ends = begins + timedelta(hours=1)
    sent = {
        "title": "The provider moves",
        "begins": local(begins),
        "ends": local(ends),
        "components": [shop.pk],
        "runs_itself": "on",
        "visibility": "public",
    }
    wrong = desk.post(reverse("agent_new_maintenance"), {**sent, "ends": local(begins)})
    assert (wrong.status_code, "Choose an end after the beginning." in wrong.content.decode()) == (422, True)
    desk.post(reverse("agent_new_maintenance"), sent)
    plan = Incident.objects.get()
    assert (plan.scheduled_from, plan.scheduled_until, plan.runs_itself) == (begins, ends, True)
    later = {"begins": local(begins + timedelta(days=1)), "ends": local(ends + timedelta(days=1)), "body": "Later."}
    desk.post(reverse("agent_maintenance_times", args=[plan.pk]), later)
    plan.refresh_from_db()
    assert plan.scheduled_from == begins + timedelta(days=1)
    desk.post(reverse("agent_maintenance_cancellation", args=[plan.pk]))
    desk.post(reverse("agent_maintenance_cancellation", args=[plan.pk]))
    assert list(plan.updates.values_list("status", flat=True)) == ["cancelled", "scheduled", "scheduled"]


def test_a_past_incident_is_entered(desk: Client, shop: Component) -> None:
    began = timezone.now() - timedelta(days=2)
    sent = new(shop, began=local(began), ended=local(began + timedelta(hours=1)), resolution="Mended.")
    assert desk.post(reverse("agent_past_incident"), {**sent, "ended": sent["began"]}).status_code == 422
    assert desk.post(reverse("agent_past_incident"), sent).status_code == 302
    assert Incident.objects.get().backfilled


def test_a_year_mistyped_is_said_beside_it(desk: Client, agent: User, shop: Component) -> None:
    User.objects.filter(pk=agent.pk).update(time_zone="America/New_York")
    sent = {"title": "The provider moves", "visibility": "public", "begins": local(timezone.now() + timedelta(days=1))}
    answer = desk.post(reverse("agent_new_maintenance"), {**sent, "ends": "9999-12-31T23:59"})
    assert (answer.status_code, "more than 5 years away" in answer.content.decode()) == (422, True)
    answer = desk.post(reverse("agent_past_incident"), new(shop, began="0001-01-01T00:00", ended=sent["begins"]))
    assert (answer.status_code, "more than 20 years ago" in answer.content.decode()) == (422, True)


def test_its_settings_and_who_was_faster(desk: Client, agent: User) -> None:
    incident = open_incident("Slow", components={}, body="x", by=agent)
    url = reverse("agent_incident_settings", args=[incident.pk])
    sent = {"version": 1, "title": "Slower", "impact": "major", "visibility": "internal", "pinned": "on"}
    assert desk.post(url, sent).status_code == 302
    incident.refresh_from_db()
    assert (incident.title, incident.impact, incident.visibility, incident.pinned) == (
        "Slower",
        "major",
        "internal",
        True,
    )
    answer = desk.post(url, {**sent, "title": "Slowest"})
    assert (answer.status_code, "changed this while you were editing" in answer.content.decode()) == (409, True)


def test_a_part_is_set_by_hand_beside_what_others_say(desk: Client, agent: User, shop: Component) -> None:
    open_incident("Slow", components={shop: State.DEGRADED}, body="x", by=agent)
    url = reverse("agent_part_state", args=[shop.pk])
    desk.post(url, {"status": "major_outage"})
    assert state(shop) == "major_outage"
    page = desk.post(url, {"status": "operational"}, follow=True).content.decode()
    assert "stays “Slow or limited”: others still say so" in page
    assert desk.post(url, {"status": "broken"}, follow=True).status_code == 200
    assert state(shop) == "degraded"


def test_the_lists_ask_the_same_number_of_questions_however_much_there_is(
    desk: Client, agent: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(8):
        part = make_part(f"Part {n}", group=f"Group {n % 2}")
        open_incident(f"Trouble {n}", components={part: State.DEGRADED}, body="x", draft=n % 2 == 0, by=agent)
    for name, most in (("agent_incidents", 10), ("agent_parts", 5)):
        with django_assert_max_num_queries(most):
            assert desk.get(reverse(name)).status_code == 200
