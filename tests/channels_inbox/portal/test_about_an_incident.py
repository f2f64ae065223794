"""Who asks about what everybody was told of says so with one tick, and hears when it is over."""

from __future__ import annotations

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import User
from knowledgebase.models import Visibility
from tests.channels_inbox.portal.browsing import ask
from tests.incidents import FOAM, make_incident
from tickets.models import IncidentTicket, Ticket

pytestmark = pytest.mark.django_db


def test_the_form_offers_it_and_fills_itself_in(client: Client, clock: TimeMachineFixture, agent: User) -> None:
    incident = make_incident(agent)
    assert f'value="{incident.pk}"' in client.get("/contact/").text
    page = client.get(f"/contact/?incident={incident.pk}").text
    assert f"Tell me when it is fixed: {FOAM}" in page
    assert f'value="{incident.pk}" checked' in page
    assert "Tell me when it is fixed:" not in client.get("/contact/?incident=99").text


def test_what_is_ticked_is_linked(client: Client, clock: TimeMachineFixture, agent: User) -> None:
    incident = make_incident(agent)
    ask(client, clock, incident=incident.pk)
    link = IncidentTicket.objects.get()
    assert (link.incident, link.state, link.source) == (incident, "caused", "customer")
    assert Ticket.objects.get().events.filter(action="incident_linked").exists()


def test_what_a_visitor_may_not_know_of_is_linked_to_nothing(
    client: Client, clock: TimeMachineFixture, agent: User
) -> None:
    hidden = make_incident(agent, visibility=Visibility.INTERNAL)
    ask(client, clock, incident=hidden.pk)
    assert Ticket.objects.count() == 1
    assert not IncidentTicket.objects.exists()
