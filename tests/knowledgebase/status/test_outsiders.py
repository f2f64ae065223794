"""Who reads what of the status page: parts, incidents and planned work, on pages, for programs, and by the API."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organization, User
from knowledgebase.models import Component, Incident
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.incidents import open_incident
from knowledgebase.portal.status.urls import urlpatterns
from knowledgebase.status.states import Source, State
from tests.api import Api
from tests.knowledgebase.status.conftest import make_part

pytestmark = pytest.mark.django_db
KINDS = ("public", "signed_in", "organizations", "internal")
READS = {
    "stranger": {"public"},
    "outsider": {"public", "signed_in"},
    "customer": {"public", "signed_in", "organizations"},
    "light_agent": set(KINDS),
    "agent": set(KINDS),
}
PAGES = ["/status/", "/status/history/"]


@pytest.fixture
def incidents(customer: User, agent: User) -> dict[str, Incident]:
    """An incident and a part for each kind of reader, and a draft; each incident touches every part."""
    cafe = Organization.objects.create(name="Café Norr")
    customer.customer.organization = cafe
    customer.customer.save()
    parts: list[Component] = []
    for kind in KINDS:
        part = make_part(f"Zebra {kind}", visibility=kind)
        part.organizations.set([cafe] if kind == "organizations" else [])
        parts.append(part)
    states = dict.fromkeys(parts, State.DEGRADED)
    made = {}
    for kind in KINDS:
        chosen = [cafe] if kind == "organizations" else []
        made[kind] = open_incident(
            f"Okapi {kind}", components=states, body=".", visibility=kind, organizations=chosen, by=agent
        )
    made["draft"] = open_incident("Okapi draft", components={}, body=".", draft=True, by=agent)
    for part in parts:
        set_component_status(part, State.PARTIAL_OUTAGE, source=Source.MANUAL, by=agent)
    return made


@pytest.fixture(params=list(READS))
def reader(request: pytest.FixtureRequest, client: Client) -> str:
    if request.param != "stranger":
        client.force_login(request.getfixturevalue(request.param))
    return str(request.param)


def shown(text: str, animal: str) -> set[str]:
    return {kind for kind in (*KINDS, "draft") if f"{animal} {kind}" in text}


def test_pages_show_what_their_reader_may_read(client: Client, reader: str, incidents: dict[str, Incident]) -> None:
    for path in PAGES:
        page = client.get(path).content.decode()
        assert shown(page, "Okapi") == READS[reader], path
    assert shown(client.get("/status/").content.decode(), "Zebra") == READS[reader]
    for kind, incident in incidents.items():
        answer = client.get(incident.get_absolute_url())
        assert answer.status_code == (200 if kind in READS[reader] else 404), kind
        if answer.status_code == 200:
            assert shown(answer.content.decode(), "Zebra") == READS[reader]


def test_what_programs_read_is_public_whoever_asks(client: Client, reader: str, incidents: dict[str, Incident]) -> None:
    for pattern in urlpatterns:
        if pattern.pattern.converters or str(pattern.name) in {"status", "status_history"}:
            continue
        answer = client.get(reverse(str(pattern.name)))
        text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        assert answer.status_code == 200
        assert shown(text, "Okapi") <= {"public"}, pattern.name
        assert shown(text, "Zebra") <= {"public"}, pattern.name


def test_the_api_gives_each_what_they_may_read(request: pytest.FixtureRequest, incidents: dict[str, Incident]) -> None:
    for who, reads in READS.items():
        api = Api(request.getfixturevalue(who) if who != "stranger" else None)
        drafts = {"draft"} if "internal" in reads else set()
        answer = api.get("status/incidents/").json()
        assert {row["title"].split()[1] for row in answer["results"]} == reads | drafts, who
        known = {row["id"] for row in api.get("status/components/").json()}
        assert len(known) == len(reads)
        for row in answer["results"]:
            assert {part["component_id"] for part in row["components"]} <= known
            assert {change["component"] for update in row["updates"] for change in update["changes"]} <= known
        for kind, incident in incidents.items():
            expected = 200 if kind in reads | drafts else 404
            assert api.get(f"status/incidents/{incident.pk}/").status_code == expected, (who, kind)


@pytest.mark.parametrize("who", ["stranger", "outsider", "customer", "light_agent"])
def test_only_those_who_answer_write(request: pytest.FixtureRequest, who: str, incidents: dict[str, Incident]) -> None:
    api = Api(request.getfixturevalue(who) if who != "stranger" else None)
    draft, part = incidents["draft"], Component.objects.first()
    assert part is not None
    body = {"title": "x", "body": "y"}
    refused = {401, 403}
    assert api.post("status/incidents/", body).status_code in refused
    assert api.post(f"status/incidents/{draft.pk}/updates/", {"status": "resolved"}).status_code in refused
    assert api.post(f"status/incidents/{draft.pk}/publication/", {}).status_code in refused
    assert api.put(f"status/incidents/{draft.pk}/", {"title": "x", "version": 1}).status_code in refused
    assert api.post("status/maintenances/", body).status_code in refused
    assert api.put(f"status/components/{part.pk}/state/", {"status": "operational"}).status_code in refused
    assert api.patch("status/page/", {"version": 1, "intro": "x"}).status_code in refused
    if who != "light_agent":
        assert api.get("status/page/").status_code in refused
        assert api.get("status/templates/").status_code in refused
    draft.refresh_from_db()
    assert draft.is_draft
    assert Incident.objects.count() == len(incidents)
