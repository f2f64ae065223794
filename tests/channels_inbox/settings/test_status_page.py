"""Administrators say what the status page shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Organization, User
from knowledgebase.models import Component, ComponentGroup, IncidentTemplate, StatusPage
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def part(**changes: Any) -> dict[str, Any]:
    first = {"name": "Online  shop", "description": "Order.", "start_date": "2026-01-01", "visibility": "public"}
    return {**first, "shows_uptime": "on", **changes}


def test_parts_stand_in_groups_and_in_order(desk: Client, client: Client) -> None:
    desk.post(reverse("agent_new_component_group"), {"name": "Shop"})
    group = ComponentGroup.objects.get()
    desk.post(reverse("agent_new_component"), part(group=group.pk))
    desk.post(reverse("agent_new_component"), part(name="Payment", group=group.pk))
    shop, payment = Component.objects.all()
    assert (shop.name, shop.position, payment.position) == ("Online shop", 1, 2)
    desk.post(reverse("agent_component_position", args=[payment.pk]), {"to": "1"})
    page = client.get("/status/").content.decode()
    assert page.index("Payment") < page.index("Online shop")
    assert AuditEntry.objects.filter(kind="component", action="added").count() == 2
    full = desk.post(reverse("agent_component_group_removal", args=[group.pk]), follow=True)
    assert "Move the parts of this group elsewhere first." in full.content.decode()


def test_a_part_is_changed_by_the_one_who_saw_it_as_it_is(desk: Client) -> None:
    desk.post(reverse("agent_new_component"), part())
    shop = Component.objects.get()
    url = reverse("agent_component", args=[shop.pk])
    assert 'value="Online shop"' in desk.get(url).content.decode()
    assert desk.post(url, part(version=1, name="Shop", only_when_degraded="on")).status_code == 302
    answer = desk.post(url, part(version=1, name="The shop"))
    assert (answer.status_code, "changed this while you were editing" in answer.content.decode()) == (409, True)
    shop.refresh_from_db()
    assert (shop.name, shop.only_when_degraded, shop.version) == ("Shop", True, 2)
    desk.post(reverse("agent_component_removal", args=[shop.pk]))
    assert not Component.objects.exists()


def test_a_part_for_organizations_names_them(desk: Client) -> None:
    answer = desk.post(reverse("agent_new_component"), part(visibility="organizations"))
    assert (answer.status_code, "Choose the organizations that see it." in answer.content.decode()) == (422, True)
    cafe = Organization.objects.create(name="Café Norr")
    desk.post(reverse("agent_new_component"), part(visibility="organizations", organizations=[cafe.pk]))
    assert list(Component.objects.get().organizations.all()) == [cafe]


def test_a_template_is_kept_for_a_bad_hour(desk: Client) -> None:
    sent = {
        "name": "Away",
        "kind": "incident",
        "title": "The shop is away",
        "status": "investigating",
        "component_status": "major_outage",
    }
    assert desk.post(reverse("agent_new_incident_template"), {**sent, "status": ""}).status_code == 422
    desk.post(reverse("agent_new_incident_template"), sent)
    template = IncidentTemplate.objects.get()
    url = reverse("agent_incident_template", args=[template.pk])
    desk.post(url, {**sent, "kind": "maintenance", "version": 1})
    template.refresh_from_db()
    assert (template.kind, template.status) == ("maintenance", "scheduled")
    desk.post(reverse("agent_incident_template_removal", args=[template.pk]))
    assert not IncidentTemplate.objects.exists()


def test_the_page_s_own_settings(desk: Client, admin: User, client: Client) -> None:
    Component.objects.create(name="Shop")
    sent = {"version": 1, "intro": "Ask us by telephone.", "remind_hours": 48, "nudge_hours": 0}
    assert desk.post(reverse("agent_status_page"), {**sent, "remind_hours": 999}).status_code == 422
    assert desk.post(reverse("agent_status_page"), sent).status_code == 302
    assert "Ask us by telephone." in client.get("/status/").content.decode()
    assert AuditEntry.objects.get(kind="statuspage").after["remind_hours"] == 48
    api = Api(admin)
    assert api.get("status/page/").json() == {
        "intro": sent["intro"],
        "remind_hours": 48,
        "nudge_hours": 0,
        "version": 2,
    }
    assert api.patch("status/page/", {"version": 1, "nudge_hours": 3}).status_code == 409
    assert api.patch("status/page/", {"version": 2, "nudge_hours": 3}).json()["version"] == 3
    assert StatusPage.settings().nudge_hours == 3
