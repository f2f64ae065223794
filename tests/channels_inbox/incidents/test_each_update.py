"""What is told of an incident is told its customers, too: where somebody asked for that, and whoever asked to hear."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, Team, User
from channels_inbox.incident_answers import answer_incidents
from knowledgebase.models import Component, Incident
from knowledgebase.operations.incident_records import Settings, settle_incident
from knowledgebase.operations.incidents import open_incident, post_update, publish_incident, resolve_incident
from knowledgebase.operations.maintenances import plan_maintenance
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_customer, make_mailbox, make_ticket, make_user
from tests.incidents import FOAM, latest, make_incident
from tickets.errors import NotAllowed, TicketError
from tickets.models import AnsweredIncident, IncidentAnswering, IncidentTicket, Message, Ticket
from tickets.models.kinds import Category
from tickets.operations.answering_updates import answer_each_update
from tickets.operations.incidents import link_incident
from tickets.operations.merging import merge_tickets

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(agent: User) -> Ticket:
    make_mailbox()
    return make_ticket()


@pytest.fixture
def incident(agent: User, ticket: Ticket) -> Incident:
    made = make_incident(agent)
    link_incident(ticket, made, by=agent)
    return made


def replies(ticket: Ticket) -> list[str]:
    answer_incidents()
    return list(Message.objects.filter(ticket=ticket, kind=Message.Kind.REPLY).values_list("text", flat=True))


def asks_to_hear(incident: Incident) -> Ticket:
    customer = make_customer("waits@cafenorr.example")
    ticket = make_ticket(customer)
    link_incident(ticket, incident, by=customer, source=IncidentTicket.Source.CUSTOMER)
    return ticket


def form(incident: Incident, status: str, body: str, **more: str) -> dict[str, str]:
    return {"status": status, "body": body, "version": str(incident.version), **more}


def test_what_is_ticked_is_remembered_and_answers_each_customer_with_each_update_once(
    agent: User, ticket: Ticket, incident: Incident
) -> None:
    desk: Client = signed_in(agent)
    page = reverse("agent_incident", args=[incident.pk])
    assert "Also answer the linked customer" in desk.get(page).text
    news = reverse("agent_incident_updates", args=[incident.pk])
    assert desk.post(news, form(incident, "identified", "**We** found it.", answers="on")).status_code == 302
    assert replies(ticket) == replies(ticket) == ["We found it."], "as a person would have typed it"
    assert desk.get(page).context["update_form"]["answers"].value() is True
    second = make_ticket()
    link_incident(second, incident, by=agent)
    # By whatever door it comes.
    resolve_incident(incident, "It is fixed.", by=None)
    assert (replies(ticket), replies(second)) == (["We found it.", "It is fixed."], ["It is fixed."])
    for one in (ticket, second):
        one.refresh_from_db()
        assert one.category == Category.RESOLVED


def test_unticked_it_answers_nobody_any_more(agent: User, ticket: Ticket, incident: Incident) -> None:
    desk: Client = signed_in(agent)
    news = reverse("agent_incident_updates", args=[incident.pk])
    answer_each_update(incident, True, by=agent)
    # A page that was drawn before it was ticked takes nothing back.
    desk.post(news, form(incident, "identified", "We found it."))
    assert replies(ticket) == ["We found it."]
    assert 'name="initial-answers" value="True"' in desk.get(reverse("agent_incident", args=[incident.pk])).text
    desk.post(news, form(incident, "identified", "Nearly there.", **{"initial-answers": "True"}))
    assert not AnsweredIncident.objects.exists()
    assert replies(ticket) == ["We found it."]


def test_to_tell_nobody_and_to_answer_everybody_is_refused_beside_the_tick(
    agent: User, ticket: Ticket, incident: Incident
) -> None:
    desk: Client = signed_in(agent)
    news = reverse("agent_incident_updates", args=[incident.pk])
    refused = desk.post(news, form(incident, "identified", "We found it.", answers="on", silent="on"))
    assert refused.status_code == 422
    assert "Either tell nobody" in refused.text
    assert incident.updates.count() == 1
    assert not AnsweredIncident.objects.exists()


def test_a_silent_update_a_draft_and_an_update_without_words_answer_nobody(agent: User, ticket: Ticket) -> None:
    draft = open_incident("Slow", components={}, body="We look.", by=agent, draft=True)
    link_incident(ticket, draft, by=agent)
    answer_each_update(draft, True, by=agent)
    post_update(draft, "identified", "Not yet.", by=agent)
    assert replies(ticket) == []
    publish_incident(draft, by=agent)
    assert replies(ticket) == ["Not yet."]
    draft.refresh_from_db()
    post_update(draft, "monitoring", "Only on the page.", by=agent, silent=True)
    shop = Component.objects.create(name="Shop")
    post_update(draft, "monitoring", "", components={shop: "degraded"}, by=agent)
    assert replies(ticket) == ["Not yet."]


def test_who_asked_to_hear_is_told_when_it_is_over_and_others_are_not(
    agent: User, admin: User, ticket: Ticket, incident: Incident
) -> None:
    waits = asks_to_hear(incident)
    doubled = asks_to_hear(incident)
    into = make_ticket()
    merge_tickets(doubled, into=into, by=agent)
    post_update(incident, "monitoring", "Better now?", by=agent)
    assert replies(waits) == []
    resolve_incident(incident, "", by=agent)
    assert replies(waits) == replies(into) == [f"“{FOAM}” is resolved."]
    assert replies(ticket) == []
    waits.refresh_from_db()
    assert waits.category == Category.RESOLVED
    assert Message.objects.get(ticket=waits, kind=Message.Kind.REPLY).author_user == agent


def test_tickets_out_of_the_writers_sight_are_answered_by_whoever_asked_for_it(
    agent: User, admin: User, ticket: Ticket, incident: Incident
) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    orders = Team.objects.create(name="Orders", slug="orders")
    hidden, waits = make_ticket(team=orders), asks_to_hear(incident)
    Ticket.objects.filter(pk=waits.pk).update(team=orders)
    link_incident(hidden, incident, by=agent)
    answer_each_update(incident, True, by=agent)
    post_update(incident, "identified", "We found it.", by=limited)
    assert replies(ticket) == replies(hidden) == replies(waits) == ["We found it."]
    authors = Message.objects.filter(kind=Message.Kind.REPLY).values_list("ticket", "author_user")
    assert dict(authors) == {ticket.pk: limited.pk, hidden.pk: agent.pk, waits.pk: agent.pk}
    assert Notification.objects.get(kind=Notification.Kind.FINISHED).user == limited
    # With nobody's wish, and a writer who sees them not, an administrator does it for those who asked.
    answer_each_update(incident, False, by=agent)
    Incident.objects.filter(pk=incident.pk).update(created_by=None)
    resolve_incident(incident, "It is fixed.", by=limited)
    assert replies(waits)[-1] == "It is fixed."
    assert Message.objects.filter(ticket=waits, kind=Message.Kind.REPLY).last().author_user == admin  # type: ignore[union-attr]
    assert replies(ticket) == ["We found it."]


def test_what_not_everybody_may_read_goes_to_no_customer_by_itself(
    agent: User, ticket: Ticket, incident: Incident
) -> None:
    answer_each_update(incident, True, by=agent)
    waits = asks_to_hear(incident)
    settle_incident(incident, Settings(title=FOAM, visibility="internal"), by=agent, seen=incident.version)
    assert "Also answer" not in signed_in(agent).get(reverse("agent_incident", args=[incident.pk])).text
    resolve_incident(incident, "The key of the pump was in a log.", by=agent)
    assert replies(ticket) == replies(waits) == []
    with pytest.raises(TicketError, match="everybody"):
        answer_each_update(incident_now(incident), True, by=agent)


def test_when_whoever_asked_for_it_has_left_an_update_by_a_machine_still_answers(
    admin: User, ticket: Ticket, incident: Incident
) -> None:
    gone = make_user(User.Role.AGENT)
    answer_each_update(incident, True, by=gone)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    Incident.objects.filter(pk=incident.pk).update(created_by=None)
    post_update(incident_now(incident), "monitoring", "Better now?", by=None)
    assert replies(ticket) == ["Better now?"]
    assert Message.objects.get(ticket=ticket, kind=Message.Kind.REPLY).author_user == admin


def incident_now(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def test_only_those_who_may_answer_switch_it_and_only_of_incidents(agent: User, light_agent: User) -> None:
    incident = make_incident(agent)
    with pytest.raises(NotAllowed):
        answer_each_update(incident, True, by=light_agent)
    begins = timezone.now() + timedelta(days=1)
    work = plan_maintenance("Move", components=[], begins=begins, ends=begins + timedelta(hours=1), body="", by=agent)
    with pytest.raises(TicketError, match="Planned work"):
        answer_each_update(work, True, by=agent)


def test_the_api_switches_it_counts_and_answers_by_hand(
    agent: User, light_agent: User, ticket: Ticket, incident: Incident
) -> None:
    api, path = Api(agent), f"status/incidents/{incident.pk}/answers/"
    assert Api(make_user()).get(path).status_code == Api(make_user()).put(path, {}).status_code == 403
    assert Api(light_agent).put(path, {"each_update": True}).status_code == 403
    by_hand = f"status/incidents/{incident.pk}/updates/{latest(incident).pk}/answers/"
    assert Api(light_agent).post(by_hand, {"text": "x"}).status_code == 403
    told = api.post(by_hand, {"text": "We found it."})
    assert told.status_code == 201, told.content
    assert api.post(by_hand, {"text": " "}).status_code == 400
    assert api.post(f"status/incidents/999/updates/{latest(incident).pk}/answers/", {"text": "x"}).status_code == 404
    switched = api.put(path, {"each_update": True}).json()
    assert (switched["each_update"], switched["linked"]) == (True, 1)
    assert replies(ticket) == ["We found it."]
    done = api.post(f"status/incidents/{incident.pk}/updates/", {"status": "resolved", "body": "It is fixed."})
    assert done.status_code == 201, done.content
    assert replies(ticket) == ["We found it.", "It is fixed."]
    assert [one["sent"] for one in api.get(path).json()["updates"]] == [1, 1]
    assert IncidentAnswering.objects.count() == 2
