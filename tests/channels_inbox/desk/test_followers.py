"""The followers of a ticket on its page, and the colleagues a note there can mention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_user
from tickets.models import Follower, Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(ticket: Ticket) -> str:
    return reverse("agent_followers", args=[ticket.number])


def following(ticket: Ticket) -> set[str]:
    return {str(row.user) for row in Follower.objects.filter(ticket=ticket).select_related("user")}


def test_one_follows_and_stops(desk: Client, ticket: Ticket, url: str) -> None:
    answer = desk.post(url, headers=HTMX)
    assert following(ticket) == {"Ana Ruiz"}
    assert "Unfollow" in answer.content.decode()
    assert answer.headers["HX-Trigger"] == "ticket:changed"
    assert "Unfollow" in desk.get(reverse("agent_ticket", args=[ticket.number])).content.decode()
    desk.post(url, {"leave": "1"}, headers=HTMX)
    assert following(ticket) == set()


def test_a_colleague_is_added_and_let_go(desk: Client, ticket: Ticket, url: str, light_agent: User) -> None:
    assert "Jonas Weber" in desk.get(url, headers=HTMX).content.decode()
    desk.post(url, {"user": light_agent.pk}, headers=HTMX)
    assert following(ticket) == {"Jonas Weber"}
    assert "Jonas Weber" not in desk.get(url, headers=HTMX).content.decode()
    assert desk.post(url, {"user": light_agent.pk, "leave": "1"}).status_code == 302
    assert following(ticket) == set()


def test_only_who_may_see_it_is_offered_and_taken(desk: Client, ticket: Ticket, url: str, customer: User) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope="assigned", name="Lena Limited")
    mentionable = desk.get(reverse("agent_mentions", args=[ticket.number])).content.decode()
    assert "Lena Limited" not in desk.get(url, headers=HTMX).content.decode() + mentionable
    for person in (limited.pk, customer.pk, "x", "9" * 30):
        assert desk.post(url, {"user": person}, headers=HTMX).status_code == 404
    assert following(ticket) == set()


def test_two_of_one_name_are_offered_by_their_addresses(desk: Client, ticket: Ticket, admin: User) -> None:
    make_user(User.Role.AGENT, name=admin.name, email="other@halden.example")
    offered = desk.get(reverse("agent_mentions", args=[ticket.number])).content.decode()
    assert 'data-name="ingrid@halden.example"' in offered
    assert 'data-name="other@halden.example"' in offered
    assert "Ana Ruiz" not in offered


def test_a_mention_out_of_sight_is_refused_beside_the_composer(
    desk: Client, ticket: Ticket, message_form: Callable[..., dict[str, Any]]
) -> None:
    make_user(User.Role.AGENT, ticket_scope="assigned", name="Lena Limited")
    answer = desk.post(
        reverse("agent_messages", args=[ticket.number]),
        message_form("@Lena Limited, look", mode="note"),
        headers=HTMX,
    )
    assert answer.status_code == 422
    assert "Lena Limited cannot see this ticket" in answer.content.decode()
    assert "#composer_notice" in answer.headers["HX-Retarget"]
    assert not Message.objects.filter(kind="note").exists()


def test_a_follower_out_of_sight_finds_nothing(ticket: Ticket, url: str) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope="teams")
    client = signed_in(limited)
    client.post(url)
    Ticket.objects.update(team=Team.objects.create(name="Others", slug="others"))
    assert client.get(reverse("agent_ticket", args=[ticket.number])).status_code == 404
    assert client.post(url, {"leave": "1"}).status_code == 404
