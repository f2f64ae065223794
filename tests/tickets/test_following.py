"""Following a ticket: one hears of it, and sees no more than before."""

from __future__ import annotations

import pytest

from accounts.models import Team, User
from tests.factories import make_ticket, make_user
from tickets.errors import NotAllowed
from tickets.models import Event, Follower, Ticket
from tickets.operations.following import follow_ticket, unfollow_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(db: None) -> Ticket:
    return make_ticket()


@pytest.fixture
def limited(db: None) -> User:
    return make_user(User.Role.AGENT, ticket_scope="assigned", name="Lena Limited")


def test_following_and_leaving_are_recorded_once_each(ticket: Ticket, agent: User) -> None:
    assert follow_ticket(ticket, by=agent) is not None
    assert follow_ticket(ticket, by=agent) is None
    assert unfollow_ticket(ticket, by=agent) is not None
    assert unfollow_ticket(ticket, by=agent) is None
    actions = Event.objects.filter(ticket=ticket).values_list("action", flat=True)
    assert list(actions) == ["opened", "followed", "unfollowed"]
    assert Event.objects.get(action="followed").particulars == {"names": ["Ana Ruiz"], "user_ids": [agent.pk]}


def test_a_light_agent_follows_and_adds_a_colleague(ticket: Ticket, agent: User, light_agent: User) -> None:
    follow_ticket(ticket, by=light_agent)
    follow_ticket(ticket, user=agent, by=light_agent)
    assert set(ticket.followers.values_list("user", flat=True)) == {agent.pk, light_agent.pk}


def test_who_may_not_see_a_ticket_cannot_be_made_to_follow_it(ticket: Ticket, agent: User, limited: User) -> None:
    with pytest.raises(NotAllowed, match="Lena Limited cannot see"):
        follow_ticket(ticket, user=limited, by=agent)
    assert not Follower.objects.exists()


def test_customers_follow_nothing(ticket: Ticket, customer: User) -> None:
    with pytest.raises(NotAllowed):
        follow_ticket(ticket, by=customer)


def test_following_does_not_widen_what_one_sees(ticket: Ticket) -> None:
    one = make_user(User.Role.AGENT, ticket_scope="teams")
    follow_ticket(ticket, by=one)
    Ticket.objects.update(team=Team.objects.create(name="Others", slug="others"))
    assert not Ticket.objects.visible_to(one).exists()
