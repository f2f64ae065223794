"""Agents keep macros of their own and their teams'; administrators everybody's."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Team, User
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_customer, make_ticket, make_user
from tickets.models import Macro, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(agent: User) -> Client:
    return signed_in(agent)


def form(**changes: Any) -> dict[str, Any]:
    """Return a macro's form as a browser sends it: say hello and raise the priority."""
    return {
        "name": "Hello",
        "whose": "me",
        "a-row": ["r1", "r2"],
        "a-r1-action": "reply",
        "a-r1-was": "reply",
        "a-r1-text": "Hello {{ customer.first_name }},",
        "a-r2-action": "set_priority",
        "a-r2-was": "set_priority",
        "a-r2-priority": "3",
        **changes,
    }


def test_an_agent_makes_a_macro_for_themselves(desk: Client, agent: User) -> None:
    assert desk.post(reverse("agent_new_macro"), form()).status_code == 302
    macro = Macro.objects.get()
    assert (macro.owner, macro.visibility, len(macro.actions)) == (agent, "me", 2)
    assert "Reply, Set priority" in desk.get(reverse("agent_macros")).content.decode()


def test_what_is_everybodys_is_for_administrators(desk: Client, admin: User) -> None:
    assert desk.post(reverse("agent_new_macro"), form(whose="all")).status_code == 422
    assert signed_in(admin).post(reverse("agent_new_macro"), form(whose="all")).status_code == 302
    macro = Macro.objects.get()
    assert "Hello" in desk.get(reverse("agent_macros")).content.decode()
    assert desk.get(reverse("agent_macro", args=[macro.pk])).status_code == 404
    assert desk.post(reverse("agent_macro_retirement", args=[macro.pk])).status_code == 404


def test_a_team_keeps_its_own(desk: Client, agent: User) -> None:
    team, other = Team.objects.create(name="Grinders", slug="g"), Team.objects.create(name="Orders", slug="o")
    Membership.objects.create(team=team, user=agent)
    assert desk.post(reverse("agent_new_macro"), form(whose=f"team-{other.pk}")).status_code == 422
    assert desk.post(reverse("agent_new_macro"), form(whose="")).status_code == 422
    assert desk.post(reverse("agent_new_macro"), form(whose=f"team-{team.pk}")).status_code == 302
    colleague = make_user(User.Role.AGENT)
    url = reverse("agent_macro", args=[Macro.objects.get().pk])
    assert signed_in(colleague).get(url).status_code == 404
    Membership.objects.create(team=team, user=colleague)
    assert signed_in(colleague).get(url).status_code == 200


def test_nobody_sees_what_is_somebodys_own(desk: Client, admin: User) -> None:
    desk.post(reverse("agent_new_macro"), form(name="Secret phrases"))
    other = signed_in(admin)
    assert "Secret phrases" not in other.get(reverse("agent_macros")).content.decode()
    assert other.get(reverse("agent_macro", args=[Macro.objects.get().pk])).status_code == 404


def test_the_preview_fills_in_and_changes_nothing(desk: Client) -> None:
    ticket = make_ticket(make_customer("maya@cafenorr.example", "Maya Lindqvist"))
    told = desk.post(reverse("agent_macro_preview"), form(number=f"#{ticket.number}"), headers=HTMX).content.decode()
    assert "Hello Maya," in told
    assert "Priority: Normal → High" in told
    assert Ticket.objects.get(pk=ticket.pk).priority == 2
    assert not Macro.objects.exists()


def test_a_misspelt_variable_is_told_while_typing_and_refused(desk: Client) -> None:
    ticket = make_ticket(make_customer("maya@cafenorr.example", "Maya {{ x }}"))
    wrong = {"a-r1-text": "Hello {{customer.nmae}}", "number": str(ticket.number)}
    for url in ("agent_macro_preview", "agent_new_macro"):
        told = desk.post(reverse(url), form(**wrong), headers=HTMX)
        assert told.status_code == 422
        words = unescape(told.content.decode())
        assert "Nothing is called {{ customer.nmae }}. Did you mean {{ customer.name }}?" in words
    assert not Macro.objects.exists()


def test_x12_braces_that_hold_no_variable_stay_and_are_doubted(desk: Client) -> None:
    ticket = make_ticket(make_customer("maya@cafenorr.example", "Maya {{ x }}"))
    odd = {"a-r1-text": "{{ Customer Name }} writes {{ }} in {{ flour }}", "number": str(ticket.number)}
    told = unescape(desk.post(reverse("agent_macro_preview"), form(**odd), headers=HTMX).content.decode())
    assert "{{ Customer Name }} stays as it is written. Did you mean {{ customer.name }}?" in told
    assert "{{ flour }} stays as it is written. There are: ticket.number, " in told
    assert "{{ x }} stays" not in told, "what a customer is called is no variable of the writer's"
    assert desk.post(reverse("agent_new_macro"), form(**odd)).status_code == 302


def test_the_preview_shows_no_ticket_out_of_sight() -> None:
    ticket = make_ticket(subject="A private matter")
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope="assigned"))
    told = limited.post(reverse("agent_macro_preview"), form(number=ticket.number), headers=HTMX)
    assert told.status_code == 422
    assert "no such ticket" in told.content.decode()


def test_a_light_agent_has_none(light_agent: User) -> None:
    assert signed_in(light_agent).get(reverse("agent_macros")).status_code == 404


def test_rules_alone_call_webhooks(desk: Client) -> None:
    wrong = form(**{"a-r2-action": "webhook", "a-r2-was": "webhook", "a-r2-webhook": "1"})
    refused = desk.post(reverse("agent_new_macro"), wrong)
    assert refused.status_code == 422
    assert "There is no action “webhook” here." in refused.content.decode()
