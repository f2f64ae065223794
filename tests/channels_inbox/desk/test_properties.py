"""The head of a ticket: one noun each for what can be changed, and the way back."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_user
from tickets.models import Event, Status, Ticket
from tickets.models.kinds import Category
from tickets.operations.progress import close_ticket
from tickets.operations.tagging import set_tags


def change(client: Client, ticket: Ticket, name: str, values: dict[str, Any]) -> Any:
    return client.post(reverse(f"agent_{name}", args=[ticket.number]), values, headers=HTMX)


def undo(client: Client, html: str) -> None:
    """Press the Undo of the toast that came back."""
    form = re.search(r'<form class="toast"[^>]*action="([^"]+)".*?</form>', html, re.DOTALL)
    assert form
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0]):
        fields.setdefault(name, []).append(unescape(value))
    fields.pop("csrfmiddlewaretoken", None)
    assert client.post(form[1], fields, headers=HTMX).status_code == 200


@pytest.fixture
def cases(agent: User, ticket: Ticket) -> dict[str, tuple[dict[str, Any], str]]:
    """What each menu sends, and the words the head shows then."""
    team = Team.objects.create(name="Grinders", slug="grinders")
    return {
        "assignment": ({"assignee": agent.pk}, "Ana Ruiz"),
        "team": ({"team": team.pk}, "Grinders"),
        "status": ({"status": Status.objects.get(category=Category.WAITING_THIRD_PARTY).pk}, "Waiting on someone else"),
        "priority": ({"priority": 4}, "Urgent"),
        "type": ({"type": "incident"}, "to <b>Incident</b>"),
        "tags": ({"new": "descaling,  Duo "}, "descaling"),
        "subject": ({"subject": "Pump outlet leaks"}, "Pump outlet leaks"),
    }


@pytest.mark.parametrize("name", ["assignment", "team", "status", "priority", "type", "tags", "subject"])
def test_a_change_is_made_shown_and_undone(
    name: str, desk: Client, ticket: Ticket, cases: dict[str, tuple[dict[str, Any], str]]
) -> None:
    fields = ("assignee_id", "team_id", "status_id", "priority", "type", "subject")

    def state() -> tuple[object, ...]:
        ticket.refresh_from_db()
        return (*(getattr(ticket, f) for f in fields), *ticket.tags.values_list("name", flat=True))

    before = state()
    values, words = cases[name]
    response = change(desk, ticket, name, values)
    assert response.status_code == 200
    assert response.headers["HX-Trigger"] == "ticket:changed"
    assert state() != before
    news = desk.get(reverse("agent_timeline", args=[ticket.number]), {"after": "1"}).content.decode()
    assert words in news
    undo(desk, response.content.decode())
    assert state() == before


def test_a_move_to_a_team_lets_go_of_the_owner_and_its_undo_brings_them_back(
    desk: Client, agent: User, ticket: Ticket
) -> None:
    change(desk, ticket, "assignment", {"assignee": agent.pk})
    team = Team.objects.create(name="Grinders", slug="grinders")
    response = change(desk, ticket, "team", {"team": team.pk})
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (team, None)
    undo(desk, response.content.decode())
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (None, agent)


@pytest.mark.parametrize("name", ["assignment", "team", "status", "priority", "type", "tags"])
def test_a_menu_offers_what_can_be_chosen(
    name: str, desk: Client, ticket: Ticket, cases: dict[str, tuple[dict[str, Any], str]]
) -> None:
    response = desk.get(reverse(f"agent_{name}", args=[ticket.number]))
    assert response.status_code == 200
    assert f'action="{reverse(f"agent_{name}", args=[ticket.number])}"' in response.content.decode()


def test_choosing_what_is_already_so_changes_nothing(desk: Client, ticket: Ticket) -> None:
    events = Event.objects.count()
    response = change(desk, ticket, "priority", {"priority": ticket.priority})
    assert Event.objects.count() == events
    assert "toast" not in response.content.decode()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("assignment", {"assignee": "999999"}),
        ("status", {}),
        ("status", {"category": "merged"}),
        ("priority", {"priority": "9"}),
        ("type", {"type": "wish"}),
        ("subject", {"subject": ""}),
        ("team", {"team": "x"}),
    ],
)
def test_nonsense_is_refused_in_the_head(name: str, values: dict[str, str], desk: Client, ticket: Ticket) -> None:
    response = change(desk, ticket, name, values)
    assert response.status_code == 422
    assert response.headers["HX-Retarget"] == f"#conversation[data-ticket='{ticket.pk}'] #ticket_notice"


def test_a_ticket_is_not_given_to_customers_or_light_agents(
    desk: Client, ticket: Ticket, customer: User, light_agent: User
) -> None:
    for somebody in (customer, light_agent):
        assert change(desk, ticket, "assignment", {"assignee": somebody.pk}).status_code == 422
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_light_agents_change_nothing(
    light_agent: User, ticket: Ticket, cases: dict[str, tuple[dict[str, Any], str]]
) -> None:
    events = Event.objects.count()
    for name, (values, _) in cases.items():
        response = change(signed_in(light_agent), ticket, name, values)
        assert response.status_code == 422
        assert "You may read this ticket but not change it." in response.content.decode()
    assert Event.objects.count() == events


def test_a_closed_ticket_stays_closed_for_agents(desk: Client, ticket: Ticket, agent: User) -> None:
    close_ticket(ticket, by=agent)
    response = change(desk, ticket, "status", {"category": "open"})
    assert response.status_code == 422
    assert "opens a follow-up" in response.content.decode()


def test_unticking_takes_tags_off(desk: Client, ticket: Ticket, agent: User) -> None:
    set_tags(ticket, to=["a", "b"], by=agent)
    change(desk, ticket, "tags", {"tags": ["b"], "new": ""})
    assert list(ticket.tags.values_list("name", flat=True)) == ["b"]


def test_it_works_without_script(desk: Client, ticket: Ticket) -> None:
    url = reverse("agent_priority", args=[ticket.number])
    response = desk.post(url, {"priority": 4}, follow=True)
    assert response.redirect_chain == [(reverse("agent_ticket", args=[ticket.number]), 302)]
    assert "Priority is Urgent now" in response.content.decode()


def test_whoever_moves_a_ticket_out_of_their_sight_is_taken_to_the_list(ticket: Ticket) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope="teams")
    Ticket.objects.update(assignee=None)
    team = Team.objects.create(name="Others", slug="others")
    response = change(signed_in(limited), ticket, "team", {"team": team.pk})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == reverse("agent_inbox")
