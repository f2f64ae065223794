"""Groups and `visible_to` are two spellings of one rule; these tests keep them one."""

from __future__ import annotations

from itertools import product

import pytest

from accounts.models import Membership, Team, User
from channels_inbox.realtime import groups
from tests.factories import make_customer, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def heard_by(user: User) -> frozenset[str]:
    teams = list(user.memberships.values_list("team_id", flat=True))
    customer = getattr(user, "customer", None)
    return groups.of_person(user, team_ids=teams, customer_id=customer.pk if customer else None)


def news_of(ticket: Ticket) -> frozenset[str]:
    agents = groups.of_ticket(team_id=ticket.team_id, assignee_id=ticket.assignee_id)
    return agents | {groups.of_customer(ticket.requester_id)}


def test_people_hear_of_exactly_the_tickets_they_may_see(customer: User, outsider: User) -> None:
    beans, grinders = (Team.objects.create(name=name, slug=name) for name in ("beans", "grinders"))
    people = [customer, outsider]
    for role, scope in product(User.Role.values, User.TicketScope.values):
        person = make_user(role, ticket_scope=scope)
        Membership.objects.create(team=beans, user=person)
        people.append(person)
    owners = [None, *people]
    tickets = [
        make_ticket(requester, team=team, assignee=owner)
        for requester, team, owner in product([customer.customer, make_customer()], [None, beans, grinders], owners)
    ]

    for person in people:
        seen = set(Ticket.objects.visible_to(person).values_list("pk", flat=True))
        heard = {ticket.pk for ticket in tickets if heard_by(person) & news_of(ticket)}
        assert heard == seen, f"{person.role} {person.ticket_scope}"


def test_a_stranger_without_a_customer_row_hears_nothing() -> None:
    assert heard_by(make_user()) == frozenset()
