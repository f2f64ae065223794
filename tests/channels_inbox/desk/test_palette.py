"""The palette finds a handful of everything, and nothing one may not see."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Team, User
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_customer, make_inbound, make_ticket, make_user
from tests.knowledgebase.writing import make_article
from tickets.models import Ticket
from tickets.operations.visiting import mark_seen


def options(client: Client, typed: str = "") -> list[str]:
    """Return the ids of what is offered."""
    page = client.get(reverse("agent_palette"), {"q": typed}).content.decode()
    return re.findall(r'id="po_([\w-]+)"', page)


def test_tickets_people_and_lists_are_found_together(ticket: Ticket, desk: Client) -> None:
    other = make_ticket(subject="Due soon, says the invoice")
    person = f"person_{ticket.requester_id}"
    assert options(desk, "lindqvist") == [f"ticket_{ticket.number}", "all", person]
    assert options(desk, "due soon") == ["place_agentviewsdue-soon", f"ticket_{other.number}", "all"]
    assert options(desk, "#lindqvist") == [f"ticket_{ticket.number}", "all"]
    assert options(desk, "@lindqvist") == [person]
    assert options(desk, ">due") == ["place_agentviewsdue-soon"]
    assert options(desk, "nothing like it") == []


def test_an_exact_number_comes_alone(ticket: Ticket, desk: Client) -> None:
    make_inbound(make_ticket(), text=f"Is it the same as {ticket.number}?")
    for typed in (f"{ticket.number}", f"#{ticket.number}"):
        assert options(desk, typed) == [f"ticket_{ticket.number}", "all"]


def test_without_words_it_shows_what_was_read_last(ticket: Ticket, desk: Client, agent: User) -> None:
    later = make_ticket()
    for read in (ticket, later):
        read.refresh_from_db()
        mark_seen(read, by=agent)
    assert options(desk) == [f"ticket_{later.number}", f"ticket_{ticket.number}"]


def test_settings_are_offered_to_administrators(desk: Client, admin: User) -> None:
    assert "place_agentsettingscalendars" in options(signed_in(admin), "calendars")
    assert options(desk, "calendars") == []


@pytest.mark.parametrize("scope", ["teams", "assigned"])
def test_a_limited_agent_finds_neither_tickets_nor_people_nor_teams_of_others(scope: str, ticket: Ticket) -> None:
    Ticket.objects.update(team=Team.objects.create(name="Lindqvist team", slug="secret"), assignee=None)
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope=scope))
    for typed in ("lindqvist", "@lindqvist", ">lindqvist", f"#{ticket.number}", "from:lindqvist", "team:secret", ""):
        assert options(limited, typed) == [], typed


def test_a_limited_agent_finds_the_people_of_tickets_they_see(ticket: Ticket) -> None:
    make_customer("greta@elsewhere.example", "Greta Lindqvist")
    limited = make_user(User.Role.AGENT, ticket_scope="assigned")
    Ticket.objects.update(assignee=limited)
    assert options(signed_in(limited), "@lindqvist") == [f"person_{ticket.requester_id}"]


def test_what_was_typed_is_shown_as_text(desk: Client, ticket: Ticket) -> None:
    make_ticket(subject="<script>alert(1)</script>")
    page = desk.get(reverse("agent_palette"), {"q": "<script>"}).content.decode()
    assert "<script" not in page
    assert "&lt;<mark>script</mark>&gt;" in page


def test_its_statements_do_not_grow(desk: Client, admin: User) -> None:
    def statements(client: Client) -> int:
        client.get(reverse("agent_palette"), {"q": "pressure person"})
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("agent_palette"), {"q": "person"})
        return len(queries)

    few = statements(desk)
    for n in range(8):
        make_ticket(make_customer(f"person{n}@example.org", f"Person {n}"))
        Team.objects.create(name=f"Person {n}", slug=f"person-{n}")
    assert statements(desk) <= max(few, 9)
    assert statements(signed_in(admin)) <= 9


def test_signs_no_text_can_hold_are_left_out(ticket: Ticket, desk: Client) -> None:
    for typed in ("lindqvist\0", "@\0lindqvist", "\0"):
        assert desk.get(reverse("agent_palette"), {"q": typed}).status_code == 200
    assert options(desk, "@\0lindqvist") == [f"person_{ticket.requester_id}"]


def test_articles_are_found_while_they_are_typed_also_by_what_they_say(desk: Client, admin: User) -> None:
    article = make_article("Bleed the pump", "Open the valve until no air comes.", by=admin)
    assert options(desk, "?bleed the pu") == [f"article_{article.pk}"]
    assert f"article_{article.pk}" in options(desk, "valve")
    assert options(desk, "?zebra") == []
    assert "article" not in " ".join(options(desk, "valve is:open"))
