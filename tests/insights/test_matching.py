"""During an incident, tickets that sound like it are brought to an agent; nothing is decided by the machine."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from insights.operations.listening import listen
from insights.operations.matching import match_incidents
from knowledgebase.operations.incidents import post_update
from tests.factories import make_mailbox, make_ticket
from tests.incidents import make_incident
from tickets.models import IncidentTicket, Ticket
from tickets.operations.incidents import link_incident, unlink_incident
from tickets.operations.progress import resolve_ticket

pytestmark = pytest.mark.django_db
State = IncidentTicket.State


@pytest.fixture(autouse=True)
def mailbox(db: None) -> None:
    make_mailbox()


def ask(text: str, **more: Any) -> Ticket:
    ticket = make_ticket(subject="Question", text=text, **more)
    listen()
    return ticket


def compares() -> bool:
    """Match, and tell whether anything was compared: only that needs what the radar learned."""
    with CaptureQueriesContext(connection) as asked:
        match_incidents()
    return any("insights_radar" in one["sql"] for one in asked)


def possible() -> set[int]:
    return set(IncidentTicket.objects.filter(state=State.POSSIBLE).values_list("ticket", flat=True))


def test_mails_and_chats_that_sound_like_it_are_supposed_and_others_are_not(agent: User) -> None:
    incident = make_incident(agent)
    same = ask("The foam is flat since I installed the update 3.2")
    chat = ask("My foam is flat since the update, what can I do?", channel="chat")
    ask("Where is my invoice for the grinder?")
    assert match_incidents() == 2
    assert match_incidents() == 0
    assert possible() == {same.pk, chat.pk}
    link = IncidentTicket.objects.get(ticket=same)
    assert (link.incident, link.decided_at, link.reason) == (incident, None, "It sounds like the incident")
    assert same.events.filter(action="incident_supposed").count() == 1


def test_what_a_confirmed_ticket_asks_is_enough(agent: User) -> None:
    incident = make_incident(agent, "Trouble with firmware", body="")
    first = ask("Milk comes out cold and without bubbles")
    link_incident(first, incident, by=agent)
    again = ask("Milk comes out cold and without bubbles, help")
    match_incidents()
    assert possible() == {again.pk}
    assert "caused by it" in IncidentTicket.objects.get(ticket=again).reason


def test_what_is_finished_or_denied_is_left_alone(agent: User) -> None:
    incident = make_incident(agent)
    done, denied = ask("Foam is flat since update 3.2"), ask("Foam is flat since update 3.2!")
    resolve_ticket(done, by=agent)
    match_incidents()
    unlink_incident(denied, incident, by=agent)
    assert match_incidents() == 0
    assert possible() == set()


def test_nothing_is_compared_twice_until_somebody_says_something_else(agent: User) -> None:
    incident = make_incident(agent, "Trouble with firmware", body="")
    ask("Where is my invoice for the grinder?")
    cold = ask("Milk comes out cold and without bubbles")
    assert compares()
    assert not compares()
    post_update(incident, "identified", "Milk comes out cold and without bubbles", by=agent)
    assert compares()
    assert possible() == {cold.pk}
    assert not compares()
    ask("How do I clean the boiler?")
    assert compares()
    assert not compares()


def test_old_incidents_and_older_drafts_are_left(agent: User) -> None:
    now = timezone.now()
    make_incident(agent, at=now - timedelta(hours=75))
    make_incident(agent, draft=True, at=now - timedelta(hours=27))
    ask("The foam is flat since I installed the update 3.2")
    assert match_incidents() == 0
    make_incident(agent, at=now - timedelta(hours=27))
    assert match_incidents() == 1


def test_without_an_open_incident_it_costs_one_look(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ask("Foam is flat since update 3.2")
    with django_assert_num_queries(1):
        assert match_incidents() == 0
