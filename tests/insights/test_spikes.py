"""More than usual is proposed as an incident, once, with its tickets; people decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.models import Notification, Team, User
from insights.models import Spike
from insights.operations.listening import listen
from insights.operations.spotting import dismiss_spike, spot_spikes
from insights.spikes import stands_out, usual
from knowledgebase.models import Component, Incident
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_mailbox, make_ticket, make_user
from tickets.models import IncidentTicket, Ticket

pytestmark = pytest.mark.django_db
FOAM = [
    "The foam is flat since the update",
    "Since the update the foam is flat, why?",
    "Why is the foam flat since update 3.2?",
    "Foam is flat since I installed the update",
    "After the update my foam is flat",
    "Is the foam flat because of the update?",
]
OTHER = ["Where is my invoice?", "Can I return a grinder?", "How do I descale it?", "Which beans should I buy?"]


@pytest.fixture(autouse=True)
def mailbox(clock: TimeMachineFixture) -> None:
    make_mailbox()


def ask(texts: list[str]) -> list[Ticket]:
    tickets = [make_ticket(subject="Question", text=text) for text in texts]
    listen()
    return tickets


@pytest.mark.parametrize(
    ("now", "usually", "least", "so"),
    [
        *((5, 0.0, 5, True), (4, 0.0, 5, False), (7, 2.0, 5, True), (7, 2.4, 5, False)),
        *((30, 20.0, 12, False), (60, 20.0, 12, True), (300, 101.0, 12, False)),
    ],
)
def test_an_hour_stands_out_when_it_is_hardly_chance(now: int, usually: float, least: int, so: bool) -> None:
    assert stands_out(now, usually, least=least) is so


def test_a_rush_hour_of_every_week_is_usual() -> None:
    assert usual(0.2, 9.0) == 9.0
    assert not stands_out(10, usual(0.2, 9.0), least=5)


def test_a_question_many_ask_at_once_is_proposed_once_and_told(admin: User, agent: User) -> None:
    ask([*FOAM, *OTHER])
    assert spot_spikes() == 1
    assert spot_spikes() == 0
    spike = Spike.objects.get()
    assert spike.question is not None
    assert (spike.asked, spike.usual) == (len(FOAM), 0.0)
    told = Notification.objects.get(user=admin, kind=Notification.Kind.INCIDENT)
    assert "6 times in an hour" in told.text
    assert told.path == reverse("spike", args=[spike.pk])
    assert not Notification.objects.filter(user=agent).exists(), "who is not there hears nothing"


def test_what_is_asked_as_often_every_week_is_not_proposed(clock: TimeMachineFixture) -> None:
    for _ in range(4):
        ask(FOAM)
        clock.shift(timedelta(days=7))
    Spike.objects.all().delete()
    ask(FOAM)
    assert spot_spikes() == 0


def test_a_proposal_is_over_when_nobody_asks_any_more(clock: TimeMachineFixture) -> None:
    ask(FOAM)
    spot_spikes()
    clock.shift(timedelta(hours=3))
    spot_spikes()
    assert Spike.objects.get().ended_as == Spike.End.OVER


def test_what_is_no_incident_rests_for_a_day(agent: User, clock: TimeMachineFixture) -> None:
    ask(FOAM)
    spot_spikes()
    assert dismiss_spike(Spike.objects.get(), by=agent)
    assert not dismiss_spike(Spike.objects.get(), by=agent)
    assert spot_spikes() == 0
    clock.shift(timedelta(hours=25))
    ask(FOAM)
    assert spot_spikes() == 1


def test_many_different_questions_at_once_are_proposed_too(admin: User) -> None:
    ask([f"{text} {n}" for n in range(4) for text in ("Who", "Where is my invoice?", "Beans?", "Which cup?")])
    spot_spikes()
    assert Spike.objects.filter(ended_at=None).count() >= 1
    assert Spike.objects.filter(asked__gte=4).exists()


def test_a_proposal_becomes_a_draft_with_its_tickets(agent: User) -> None:
    tickets = ask(FOAM)
    spot_spikes()
    spike = Spike.objects.get()
    part = Component.objects.create(name="Machines")
    desk, where = signed_in(agent), reverse("spike", args=[spike.pk])
    assert f"Ticket {tickets[0].number} belongs to it" in desk.get(where).text
    assert desk.post(where, {"title": ""}).status_code == 422
    sent = {
        "title": "Foam is flat",
        "body": "We are looking into it.",
        "parts": [part.pk],
        "state": "degraded",
        "tickets": [ticket.number for ticket in tickets[:4]] + ["99", "x"],
    }
    answer = desk.post(where, sent)
    incident = Incident.objects.get()
    assert answer["Location"] == reverse("agent_incident_tickets", args=[incident.pk])
    assert (incident.title, incident.is_draft, incident.started_at) == ("Foam is flat", True, spike.since)
    assert list(incident.components.all()) == [part]
    links = IncidentTicket.objects.filter(incident=incident, state="caused", source="proposed")
    assert set(links.values_list("ticket", flat=True)) == {ticket.pk for ticket in tickets[:4]}
    again = desk.post(where, sent)
    assert again.status_code == 422
    assert "decided about this already" in again.text
    assert Incident.objects.count() == 1
    assert "Foam is flat" in desk.get(where).text
    assert spot_spikes() == 0, "most of its tickets belong to an incident"


def test_the_radar_shows_what_stands_out_and_time_is_what_the_reader_sees(agent: User) -> None:
    ask(FOAM)
    spot_spikes()
    desk = signed_in(agent)
    assert "Is it an incident?" in desk.get(reverse("spikes")).text
    assert reverse("spikes") in desk.get(reverse("questions")).text
    incident = Incident.objects.create(title="x", started_at=timezone.now())
    assert "Time of agents" in desk.get(reverse("incident_time", args=[incident.pk])).text


def test_who_sees_only_part_of_the_desk_decides_nothing(agent: User, outsider: User, light_agent: User) -> None:
    ask(FOAM)
    spot_spikes()
    spike = Spike.objects.get()
    show, dismissal = reverse("spike", args=[spike.pk]), reverse("spike_dismissal", args=[spike.pk])
    Team.objects.create(name="Orders", slug="orders")
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS))
    for client in (limited, signed_in(light_agent)):
        assert client.get(show).status_code == 403
        assert client.post(dismissal).status_code == 403
        assert "Is it an incident?" not in client.get(reverse("spikes")).text
    for where in (show, dismissal, reverse("spikes"), reverse("incident_time", args=[1])):
        assert signed_in(outsider).post(where).status_code in {404, 405}
        assert signed_in(outsider).get(where).status_code in {404, 405}
        assert Client().get(where).status_code in {302, 405}
    assert Spike.objects.get().ended_at is None
