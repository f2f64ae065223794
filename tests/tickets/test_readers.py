"""Who may see a ticket, and which tickets somebody may see, are one rule asked from two sides."""

from __future__ import annotations

from itertools import product

import pytest

from accounts.models import Membership, Team, User
from tests.factories import make_ticket, make_user
from tickets.models import Ticket
from tickets.readers import readers_of

pytestmark = pytest.mark.django_db


def test_both_sides_agree_for_every_role_scope_team_and_owner(customer: User) -> None:
    inside, outside = (Team.objects.create(name=name, slug=name) for name in ("inside", "outside"))
    people = [customer, make_user(User.Role.AGENT, is_active=False)]
    for role, scope, team in product(User.Role.values, User.TicketScope.values, (None, inside)):
        person = make_user(role, ticket_scope=scope)
        people.append(person)
        if team:
            Membership.objects.create(team=team, user=person)
    owners = [None, *people]
    for team, owner in product((None, inside, outside), owners):
        ticket = make_ticket()
        Ticket.objects.filter(pk=ticket.pk).update(team=team, assignee=owner)
        ticket.refresh_from_db()
        seeing = {p.pk for p in people if p.is_agent and Ticket.objects.visible_to(p).filter(pk=ticket.pk).exists()}
        assert set(readers_of(ticket).filter(pk__in=[p.pk for p in people]).values_list("pk", flat=True)) == seeing
