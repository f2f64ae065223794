"""Which tickets an incident causes: supposed once, said by people, and never supposed again against their word."""

from __future__ import annotations

import pytest

from accounts.models import User
from tests.factories import make_customer, make_ticket
from tests.incidents import make_incident
from tests.invariants import broken_rules
from tickets.errors import NotAllowed
from tickets.models import IncidentTicket
from tickets.operations.incidents import CannotBlame, link_incident, suppose_incident, unlink_incident

pytestmark = pytest.mark.django_db
State = IncidentTicket.State


def test_a_ticket_is_linked_once_and_says_so_once(agent: User) -> None:
    ticket, incident = make_ticket(), make_incident(agent)
    link = link_incident(ticket, incident, by=agent)
    assert link_incident(ticket, incident, by=agent) == link
    assert (link.state, link.by, link.source) == (State.CAUSED, agent, "agent")
    assert ticket.events.filter(action="incident_linked").count() == 1
    assert broken_rules() == []


def test_what_the_machine_supposes_waits_for_a_person(agent: User) -> None:
    ticket, incident = make_ticket(), make_incident(agent)
    found = suppose_incident(ticket, incident, likeness=0.6, reason="It sounds like the incident")
    assert found is not None
    assert (found.state, found.decided_at) == (State.POSSIBLE, None)
    assert suppose_incident(ticket, incident, likeness=0.9, reason="again") is None
    link = link_incident(ticket, incident, by=agent)
    assert (link.pk, link.state, link.source) == (found.pk, State.CAUSED, "matched")


def test_what_somebody_denied_is_not_supposed_again(agent: User) -> None:
    ticket, incident = make_ticket(), make_incident(agent)
    suppose_incident(ticket, incident, likeness=0.6, reason="x")
    assert unlink_incident(ticket, incident, by=agent)
    assert not unlink_incident(ticket, incident, by=agent)
    assert suppose_incident(ticket, incident, likeness=0.9, reason="x") is None
    assert ticket.events.filter(action="incident_dismissed").count() == 1
    assert link_incident(ticket, incident, by=agent).state == State.CAUSED, "people may change their mind"


def test_a_customer_neither_undoes_an_agents_word_nor_learns_of_a_draft(agent: User) -> None:
    ticket, incident = make_ticket(), make_incident(agent)
    link_incident(ticket, incident, by=ticket.requester, source="customer")
    unlink_incident(ticket, incident, by=agent)
    assert link_incident(ticket, incident, by=ticket.requester, source="customer").state == State.OTHER
    with pytest.raises(CannotBlame):
        link_incident(ticket, make_incident(agent, "Secret", draft=True), by=make_customer())


def test_light_agents_read_only(agent: User, light_agent: User) -> None:
    ticket, incident = make_ticket(), make_incident(agent)
    with pytest.raises(NotAllowed):
        link_incident(ticket, incident, by=light_agent)
    with pytest.raises(NotAllowed):
        unlink_incident(ticket, incident, by=light_agent)
