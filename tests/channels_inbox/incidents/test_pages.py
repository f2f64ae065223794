"""An incident beside its tickets, at the desk."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Team, User
from channels_inbox import incident_urls
from channels_inbox.models import Channel
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_mailbox, make_ticket, make_user
from tests.incidents import FOAM, latest, make_incident
from tickets.models import IncidentAnswering, IncidentTicket, Ticket
from tickets.operations.answering_incidents import answer_linked
from tickets.operations.incidents import link_incident, suppose_incident

pytestmark = pytest.mark.django_db
State = IncidentTicket.State


@pytest.fixture
def mailbox(db: None) -> Channel:
    return make_mailbox()


@pytest.fixture
def ticket(mailbox: Channel) -> Ticket:
    return make_ticket()


@pytest.fixture
def desk(agent: User) -> Client:
    return signed_in(agent)


def address(ticket: Ticket, pk: int | None = None) -> str:
    if pk is None:
        return reverse("agent_ticket_incidents", args=[ticket.number])
    return reverse("agent_ticket_incident_removal", args=[ticket.number, pk])


def test_an_agent_confirms_or_denies_beside_the_ticket(desk: Client, ticket: Ticket, agent: User) -> None:
    incident = make_incident(agent)
    suppose_incident(ticket, incident, likeness=0.7, reason="It sounds like the incident")
    page = desk.get(reverse("agent_ticket", args=[ticket.number])).text
    assert "Is this <b>" in page
    assert "It sounds like the incident" in page
    drawn = desk.post(address(ticket), {"incident": incident.pk}, headers=HTMX)
    assert f"Caused by <b>{FOAM}" in drawn.text
    assert drawn.headers["HX-Trigger"] == "ticket:changed"
    gone = desk.post(address(ticket, incident.pk), headers=HTMX)
    assert FOAM not in gone.text
    assert IncidentTicket.objects.get().state == State.OTHER
    assert desk.post(address(ticket), {"incident": incident.pk})["Location"].endswith(f"/{ticket.number}/")


def test_open_incidents_are_offered_and_others_are_not(desk: Client, ticket: Ticket, agent: User) -> None:
    linked, draft = make_incident(agent), make_incident(agent, "Not told yet", draft=True)
    link_incident(ticket, linked, by=agent)
    offered = desk.get(address(ticket)).text
    assert draft.title in offered
    assert linked.title not in offered
    for nonsense in ("", "x", "99999999", "1" * 30):
        assert desk.post(address(ticket), {"incident": nonsense}).status_code == 404


def test_the_page_of_an_incident_shows_tickets_cost_and_whom_to_answer(
    desk: Client, ticket: Ticket, agent: User
) -> None:
    incident, maybe = make_incident(agent), make_ticket(subject="Milk without foam")
    link_incident(ticket, incident, by=agent)
    suppose_incident(maybe, incident, likeness=0.7, reason="It sounds like the incident")
    page = desk.get(reverse("agent_incident_tickets", args=[incident.pk]))
    assert (page.context["cost"].tickets, page.context["cost"].possible) == (1, 1)
    assert f"#{ticket.number}" in page.text
    assert "Milk without foam" in page.text
    answers = reverse("agent_incident_answers", args=[incident.pk, latest(incident).pk])
    assert answers in page.text
    form = desk.get(answers)
    assert "We found the cause" in form.text
    assert "Answer 1 ticket" in form.text
    empty = desk.post(answers, {"text": " "})
    assert empty.status_code == 422
    assert "Write what they should know" in empty.text
    assert desk.post(answers, {"text": "We know.", "resolves": "on"}).status_code == 302
    made = IncidentAnswering.objects.get()
    assert (made.text, made.resolves, made.answers.count()) == ("We know.", True, 1)
    assert "Everybody was answered with it." in desk.get(answers).text


def test_the_pages_take_as_many_statements_however_many_tickets_there_are(
    desk: Client, agent: User, mailbox: Channel
) -> None:
    incident = make_incident(agent)
    where = reverse("agent_incident_tickets", args=[incident.pk])
    counts = []
    for _ in range(2):
        for _ in range(3):
            link_incident(make_ticket(), incident, by=agent)
            suppose_incident(make_ticket(), incident, likeness=0.7, reason="x")
        desk.get(where)
        with CaptureQueriesContext(connection) as asked:
            desk.get(where)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16


def test_outsiders_find_nothing_and_limited_agents_only_their_own(
    ticket: Ticket, agent: User, outsider: User, light_agent: User
) -> None:
    hidden = make_ticket(subject="Out of sight", team=Team.objects.create(name="Orders", slug="orders"))
    incident = make_incident(agent)
    for one in (ticket, hidden):
        link_incident(one, incident, by=agent)
    update = latest(incident).pk
    arguments = {
        "agent_ticket_incidents": [hidden.number],
        "agent_ticket_incident_removal": [hidden.number, incident.pk],
        "agent_incident_tickets": [incident.pk],
        "agent_incident_answers": [incident.pk, update],
    }
    addresses = {str(p.name): reverse(str(p.name), args=arguments[str(p.name)]) for p in incident_urls.urlpatterns}
    for name, where in addresses.items():
        assert Client().get(where).status_code in {302, 405}, name
        for call in (signed_in(outsider).get, signed_in(outsider).post):
            assert call(where).status_code in {404, 405}, name
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS))
    assert limited.post(addresses["agent_ticket_incidents"], {"incident": incident.pk}).status_code == 404
    assert limited.post(addresses["agent_ticket_incident_removal"]).status_code == 404
    page = limited.get(addresses["agent_incident_tickets"])
    assert page.context["cost"].tickets == 1
    assert "Out of sight" not in page.text
    answers = reverse("agent_incident_answers", args=[incident.pk, update])
    assert limited.get(answers).context["waiting"] == 1
    answer_linked(latest(incident), text="We know.", resolves=False, by=agent)
    told = limited.get(addresses["agent_incident_tickets"]).context["updates"]
    assert [one.answers for one in told] == [1]
    light = signed_in(light_agent)
    assert light.get(addresses["agent_incident_tickets"]).status_code == 200
    assert light.get(addresses["agent_incident_answers"]).status_code == 404
    assert light.post(address(ticket), {"incident": incident.pk}, headers=HTMX).status_code == 422
    assert IncidentTicket.objects.filter(state=State.CAUSED).count() == 2
