"""Every address of the status page's side of the desk, tried by everyone who has no business there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels_inbox import status_urls
from knowledgebase.models import Component, ComponentGroup, Incident, IncidentTemplate
from knowledgebase.operations.incidents import open_incident
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.channels_inbox.desk.test_outsiders import unexpected
from tests.factories import make_user

pytestmark = pytest.mark.django_db
READING = {"agent_incidents", "agent_parts", "agent_incident"}


@pytest.fixture
def addresses(agent: User) -> dict[str, str]:
    incident = open_incident("Secret trouble", components={}, body="x", draft=True, by=agent)
    update = incident.updates.get()
    rows = {
        "component": Component.objects.create(name="Shop").pk,
        "group": ComponentGroup.objects.create(name="Group").pk,
        "template": IncidentTemplate.objects.create(name="Template", title="x").pk,
    }
    found = {}
    for pattern in status_urls.urlpatterns:
        name, wanted = str(pattern.name), pattern.pattern.converters
        kind = next((kind for kind in ("template", "group", "component", "part") if kind in name), "")
        first = rows.get({"part": "component"}.get(kind, kind), incident.pk)
        found[name] = reverse(name, args=[first, update.pk][: len(wanted)])
    return found


def test_strangers_are_asked_to_sign_in(addresses: dict[str, str], client: Client) -> None:
    assert unexpected(client, addresses.values(), allowed={302, 405}) == {}
    assert unexpected(client, addresses.values(), allowed={401, 405}, headers=HTMX) == {}


def test_customers_find_nothing_there(addresses: dict[str, str]) -> None:
    assert unexpected(signed_in(make_user()), addresses.values(), allowed={404, 405}) == {}


def test_who_only_reads_reads(addresses: dict[str, str], light_agent: User) -> None:
    reader = signed_in(light_agent)
    closed = [path for name, path in addresses.items() if name not in READING]
    assert unexpected(reader, closed, allowed={404, 405}) == {}
    for name in READING:
        page = reader.get(addresses[name])
        assert page.status_code == 200, name
        assert b'method="post"' not in page.content.partition(b"<main")[2], name
    assert Incident.objects.get().is_draft


def test_the_settings_are_for_administrators(addresses: dict[str, str], agent: User) -> None:
    settings = [path for path in addresses.values() if path.startswith("/agent/settings/")]
    assert len(settings) > 10
    assert unexpected(signed_in(agent), settings, allowed={404, 405}) == {}
