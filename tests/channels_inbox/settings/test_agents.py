"""Administrators add colleagues, change their rights and let them go."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import AuditEntry, Team, User
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_ticket, make_user
from tickets.models import Event, Rework, Ticket
from tickets.operations.reworking import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Olof Berg",
        "email": "Olof@Halden.example",
        "role": "agent",
        "ticket_scope": "all",
        "teams": [],
        **changes,
    }


def test_a_new_agent_chooses_a_password_by_the_link_and_is_in(
    desk: Client, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    team = Team.objects.create(name="Grinders", slug="grinders")
    assert desk.post(reverse("agent_new_agent"), form(teams=[team.pk])).status_code == 302
    olof = User.objects.get(email="olof@halden.example")
    assert (olof.role, list(olof.teams.all()), olof.has_usable_password()) == ("agent", [team], False)
    (mail,) = mailoutbox
    assert mail.to == ["olof@halden.example"]
    assert "Ingrid Falk gave you a login" in str(mail.body)
    found = re.search(rf"{re.escape(settings.SITE_URL)}(\S+/key/\S+)", str(mail.body))
    assert found, mail.body
    client = Client()
    page = client.get(found[1], follow=True)
    client.post(page.request["PATH_INFO"], {"password1": "staple battery horse", "password2": "staple battery horse"})
    olof.refresh_from_db()
    assert olof.check_password("staple battery horse")
    assert AuditEntry.objects.get(kind="user").after["role"] == "Agent"


def test_an_address_somebody_has_is_refused_beside_it(desk: Client, agent: User) -> None:
    refused = desk.post(reverse("agent_new_agent"), form(email=agent.email.upper()))
    assert refused.status_code == 422
    assert refused.context["form"].errors["email"] == ["Somebody signs in with this address already."]
    assert 'value="Olof Berg"' in refused.content.decode()


def test_a_narrower_sight_is_felt_at_once(desk: Client, agent: User) -> None:
    ticket = make_ticket()
    theirs = signed_in(agent)
    assert theirs.get(reverse("agent_ticket", args=[ticket.number])).status_code == 200
    desk.post(reverse("agent_agent", args=[agent.pk]), form(name="Ana Ruiz", ticket_scope="assigned", version=1))
    assert theirs.get(reverse("agent_ticket", args=[ticket.number])).status_code == 404


def test_of_two_who_edit_one_agent_the_second_is_told(desk: Client, agent: User) -> None:
    other = signed_in(make_user(User.Role.ADMIN, name="Priya Nair"))
    url = reverse("agent_agent", args=[agent.pk])
    assert desk.post(url, form(name="Ana R.", version=1)).status_code == 302
    told = other.post(url, form(name="Ana", role="admin", version=1))
    assert told.status_code == 409
    assert "<del>Ana Ruiz</del> → <ins>Ana R.</ins>" in told.content.decode()
    assert User.objects.get(pk=agent.pk).role == "agent"


def test_nobody_becomes_a_customer_here(desk: Client, agent: User) -> None:
    assert desk.post(reverse("agent_agent", args=[agent.pk]), form(role="customer", version=1)).status_code == 422


def test_customers_are_no_agents(desk: Client, customer: User) -> None:
    assert desk.get(reverse("agent_agent", args=[customer.pk])).status_code == 404
    assert desk.post(reverse("agent_agent_departure", args=[customer.pk])).status_code == 404


def test_one_cannot_take_ones_own_rights_nor_leave_the_desk_without_an_administrator(desk: Client, admin: User) -> None:
    url = reverse("agent_agent", args=[admin.pk])
    refused = desk.post(url, form(name="Ingrid Falk", role="agent", version=1))
    assert "You cannot take your own rights away" in refused.content.decode()
    refused = desk.post(reverse("agent_agent_departure", args=[admin.pk]), {"to": ""})
    assert "You cannot deactivate yourself" in refused.content.decode()
    assert User.objects.get(pk=admin.pk).is_admin


def test_who_leaves_is_out_everywhere_and_their_tickets_go_where_one_said(desk: Client, agent: User) -> None:
    heir = make_user(User.Role.AGENT, name="Tomasz Wolny")
    tickets = [make_ticket(assignee=agent) for _ in range(3)]
    session, api = signed_in(agent), Api(agent)
    assert desk.post(reverse("agent_agent_departure", args=[agent.pk]), {"to": heir.pk}).status_code == 302
    assert work_off() == 3
    assert {Ticket.objects.get(pk=t.pk).assignee for t in tickets} == {heir}
    assert Event.objects.filter(action="assigned", by_user__name="Ingrid Falk").count() == 3
    assert session.get(reverse("agent_inbox")).status_code == 302
    assert api.get("me/").status_code == 401
    # Back again, they choose a new password: nothing old opens anything.
    desk.post(reverse("agent_agent_return", args=[agent.pk]))
    assert User.objects.get(pk=agent.pk).is_active
    assert session.get(reverse("agent_inbox")).status_code == 302
    assert api.get("me/").status_code == 401


def test_tickets_of_who_leaves_go_back_to_their_team(desk: Client, agent: User) -> None:
    team = Team.objects.create(name="Grinders", slug="grinders")
    ticket = make_ticket(assignee=agent, team=team)
    desk.post(reverse("agent_agent_departure", args=[agent.pk]), {"to": ""})
    work_off()
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert (ticket.assignee, ticket.team) == (None, team)
    assert Rework.objects.get().finished_at is not None


def test_roles_are_told_in_words(desk: Client) -> None:
    page = desk.get(reverse("agent_roles")).content.decode()
    assert "Answer customers" in page
    assert "1 person" in page
