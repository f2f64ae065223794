"""Linked and split tickets at the desk: both ways, and only what one may see."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from tests.api import Api
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_inbound, make_ticket, make_user
from tickets.models import Message, Ticket, TicketLink
from tickets.operations.progress import resolve_ticket
from tickets.operations.relating import link_tickets


@pytest.fixture
def other(ticket: Ticket) -> Ticket:
    return make_ticket(subject="The whole machine")


def page(client: Client, ticket: Ticket) -> str:
    return client.get(reverse("agent_ticket", args=[ticket.number])).content.decode()


def press(client: Client, ticket: Ticket, **values: Any) -> Any:
    return client.post(reverse("agent_links", args=[ticket.number]), values, headers=HTMX)


def hide(ticket: Ticket) -> User:
    Ticket.objects.filter(pk=ticket.pk).update(team=Team.objects.create(name="Others", slug="others"))
    return make_user(User.Role.AGENT, ticket_scope="teams")


def test_a_link_is_shown_at_both_ends(desk: Client, ticket: Ticket, other: Ticket) -> None:
    found = desk.get(reverse("agent_links", args=[ticket.number]), {"q": "whole"}, headers=HTMX)
    assert f'value="{other.number}"' in found.content.decode()
    assert "Duplicate of" in press(desk, ticket, kind="duplicate", to=other.number).content.decode()
    assert f"#{ticket.number} {ticket.subject}" in page(desk, other)
    link = TicketLink.objects.get()
    url = reverse("agent_link_removal", args=[ticket.number, link.pk])
    assert "No other ticket is linked" in desk.post(url, headers=HTMX).content.decode()


def test_the_whole_shows_how_far_its_parts_are(desk: Client, agent: User, ticket: Ticket, other: Ticket) -> None:
    parts = [ticket, make_ticket()]
    for part in parts:
        assert press(desk, other, kind="parent", to=part.number).status_code == 200
    assert "0 of 2 parts done" in page(desk, other)
    resolve_ticket(ticket, by=agent)
    assert "1 of 2 parts done" in page(desk, other)
    assert press(desk, other, kind="child", to=ticket.number).status_code == 422


def test_hidden_tickets_are_neither_linked_nor_shown(agent: User, ticket: Ticket, other: Ticket) -> None:
    link = link_tickets(ticket, to=other, kind="child", by=agent)
    user = hide(other)
    limited, api = signed_in(user), Api(user)
    html = page(limited, ticket)
    assert other.subject not in html
    assert f"#{other.number}" not in html
    assert api.get(f"tickets/{ticket.number}/links/").json() == []
    found = limited.get(reverse("agent_links", args=[ticket.number]), {"q": "whole"}, headers=HTMX)
    assert other.subject not in found.content.decode()
    assert press(limited, ticket, kind="related", to=other.number).status_code == 422
    assert limited.post(reverse("agent_link_removal", args=[ticket.number, link.pk])).status_code == 404
    assert api.post(f"tickets/{ticket.number}/links/", {"kind": "related", "to": other.number}).status_code == 400
    assert api.delete(f"tickets/{ticket.number}/links/{link.pk}/").status_code == 404
    assert TicketLink.objects.count() == 1


def test_programs_link_both_ways(agent: User, ticket: Ticket, other: Ticket) -> None:
    api = Api(agent)
    made = api.post(f"tickets/{ticket.number}/links/", {"kind": "child", "to": other.number})
    assert made.status_code == 201
    assert [(row["kind"], row["number"]) for row in api.get(f"tickets/{ticket.number}/links/").json()] == [
        ("child", other.number)
    ]
    assert [(row["kind"], row["number"]) for row in api.get(f"tickets/{other.number}/links/").json()] == [
        ("parent", ticket.number)
    ]
    assert api.post(f"tickets/{other.number}/links/", {"kind": "child", "to": ticket.number}).status_code == 409
    assert api.delete(f"tickets/{other.number}/links/{made.json()['id']}/").status_code == 204


def test_messages_are_split_off_and_what_was_typed_is_kept(desk: Client, ticket: Ticket) -> None:
    second = make_inbound(ticket, text="And my grinder?")
    url = reverse("agent_split", args=[ticket.number])
    assert "And my grinder?" in desk.get(url).content.decode()
    key = str(uuid.uuid4())
    refused = desk.post(url, {"subject": "The grinder", "key": key})
    assert refused.status_code == 422
    assert "Choose at least one message." in refused.content.decode()
    assert 'value="The grinder"' in refused.content.decode()
    assert key in refused.content.decode()
    response, again = (
        desk.post(url, {"subject": "The grinder", "messages": [second.pk], "key": key}) for _ in range(2)
    )
    assert again.headers["Location"] == response.headers["Location"], "pressed twice it is one ticket"
    new = Ticket.objects.get(subject="The grinder")
    assert response.headers["Location"] == reverse("agent_ticket", args=[new.number])
    assert "Split off from" in page(desk, new)
    assert "Split off" in page(desk, ticket)


def test_only_messages_of_this_ticket_can_be_named(desk: Client, ticket: Ticket, other: Ticket, agent: User) -> None:
    theirs = Message.objects.get(ticket=other)
    url = reverse("agent_split", args=[ticket.number])
    assert desk.post(url, {"subject": "x", "messages": [theirs.pk], "key": str(uuid.uuid4())}).status_code == 422
    api = Api(agent)
    assert api.post(f"tickets/{ticket.number}/split/", {"subject": "x", "messages": [theirs.pk]}).status_code == 400
    mine = Message.objects.get(ticket=ticket)
    assert api.post(f"tickets/{ticket.number}/split/", {"subject": "x", "messages": [mine.pk]}).status_code == 201


@pytest.mark.parametrize("page_name", ["agent_split", "agent_new_side"])
def test_who_may_only_note_is_not_led_into_a_form_that_would_refuse_them(
    page_name: str, light_agent: User, ticket: Ticket
) -> None:
    assert signed_in(light_agent).get(reverse(page_name, args=[ticket.number])).status_code == 404
