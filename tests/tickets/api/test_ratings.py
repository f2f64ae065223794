"""Ratings for programs."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from tests.api import Api
from tests.factories import make_ticket, make_user
from tickets.models import Rating, Ticket
from tickets.operations.rating import give_rating


@pytest.fixture
def rating(ticket: Ticket, agent: User) -> Rating:
    return Rating.objects.create(
        ticket=ticket, customer=ticket.requester, resolved_by=agent, scale="faces", asked_at=timezone.now()
    )


def test_agents_read_what_was_asked_and_said(rating: Rating, agent: User) -> None:
    api = Api(agent)
    [asked] = api.get("ratings/").json()["results"]
    assert (asked["ticket"], asked["score"]) == (rating.ticket.number, None)
    assert api.get("ratings/", rated="true").json()["results"] == []
    give_rating(rating, score=1, by=rating.customer, comment="Slow.")
    [rated] = api.get("ratings/", rated="true").json()["results"]
    assert (rated["score"], rated["answer"], rated["comment"], rated["resolved_by"]) == (
        1,
        "Not good",
        "Slow.",
        agent.pk,
    )


def test_what_was_only_planned_is_not_listed(rating: Rating, agent: User) -> None:
    Rating.objects.update(asked_at=None)
    assert Api(agent).get("ratings/").json()["results"] == []


def test_ratings_are_as_visible_as_their_tickets(rating: Rating, customer: User, outsider: User) -> None:
    for person in (customer, outsider):
        assert Api(person).get("ratings/").status_code == 403
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.ASSIGNED)
    assert Api(limited).get("ratings/").json()["results"] == []
    rating.ticket.assignee = limited
    rating.ticket.save()
    assert len(Api(limited).get("ratings/").json()["results"]) == 1


def test_a_page_of_ratings_costs_the_same_however_many_there_are(
    rating: Rating, agent: User, django_assert_max_num_queries: object
) -> None:
    api = Api(agent)
    for _ in range(5):
        other = make_ticket()
        Rating.objects.create(ticket=other, customer=other.requester, scale="faces", asked_at=timezone.now())
    api.get("ratings/")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert len(api.get("ratings/").json()["results"]) == 6
