"""Administrators set up teams."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Team, User
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def form(**changes: Any) -> dict[str, Any]:
    return {"name": "Grinders", "icon": "wrench", "members": [], **changes}


def test_a_team_is_made_with_its_people(desk: Client, admin: User, agent: User) -> None:
    assert desk.post(reverse("agent_new_team"), form(members=[agent.pk])).status_code == 302
    team = Team.objects.get()
    assert (team.slug, list(team.members.all())) == ("grinders", [agent])
    page = desk.get(reverse("agent_teams")).content.decode()
    assert "1 member" in page
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.kind, entry.after["members"]) == (admin, "team", ["Ana Ruiz"])


def test_what_is_read_back_can_be_saved_unchanged(desk: Client, agent: User) -> None:
    desk.post(reverse("agent_new_team"), form(members=[agent.pk]))
    url = reverse("agent_team_settings", args=[Team.objects.get().pk])
    initial = desk.get(url).context["form"].initial
    desk.post(url, initial)
    assert AuditEntry.objects.count() == 1


def test_a_name_another_team_has_is_refused_beside_the_name(desk: Client) -> None:
    desk.post(reverse("agent_new_team"), form())
    response = desk.post(reverse("agent_new_team"), form(icon="truck"))
    assert response.status_code == 422
    assert "There is one like this already." in response.context["form"].errors["name"][0]
    assert '<option value="truck" selected>' in response.content.decode()


def test_of_two_who_edit_one_team_the_second_sees_what_the_first_changed(desk: Client, agent: User) -> None:
    desk.post(reverse("agent_new_team"), form())
    url = reverse("agent_team_settings", args=[Team.objects.get().pk])
    other = signed_in(make_user(User.Role.ADMIN, name="Olof Berg"))
    assert desk.post(url, form(version=1, name="Mills", members=[agent.pk])).status_code == 302
    told = other.post(url, form(version=1, name="Burrs"))
    page = told.content.decode()
    assert told.status_code == 409
    assert "Ingrid Falk changed this while you were editing" in page
    assert "<del>Grinders</del> → <ins>Mills</ins>" in page
    assert "<del>nothing</del> → <ins>Ana Ruiz</ins>" in page
    assert 'value="Burrs"' in page
    assert other.post(url, form(version=told.context["form"].data["version"], name="Burrs")).status_code == 302
    assert Team.objects.get().name == "Burrs"


def test_a_renamed_team_keeps_its_address(desk: Client) -> None:
    desk.post(reverse("agent_new_team"), form())
    desk.post(reverse("agent_team_settings", args=[Team.objects.get().pk]), form(name="Mills", version=1))
    assert Team.objects.get().slug == "grinders"


def test_teams_stand_in_the_order_given_to_them(desk: Client) -> None:
    for name in ("One", "Two", "Three"):
        desk.post(reverse("agent_new_team"), form(name=name))
    three = reverse("agent_team_position", args=[Team.objects.get(name="Three").pk])
    # A button names a place, so pressing it twice is pressing it once.
    for _ in range(2):
        desk.post(three, {"to": 2})
        assert [team.name for team in Team.objects.all()] == ["One", "Three", "Two"]
    assert desk.post(three, {"to": "up"}).status_code == 400
    desk.post(three, {"to": 4})
    assert [team.name for team in Team.objects.all()] == ["One", "Two", "Three"]


def test_a_retired_team_keeps_its_tickets_and_is_offered_no_more(desk: Client) -> None:
    desk.post(reverse("agent_new_team"), form())
    team = Team.objects.get()
    ticket = make_ticket(team=team)
    retire = reverse("agent_team_retirement", args=[team.pk])
    desk.post(retire)
    ticket.refresh_from_db()
    assert ticket.team == team
    menu = desk.get(reverse("agent_team", args=[ticket.number]), headers={"HX-Request": "true"}).content.decode()
    assert f'value="{team.pk}"' not in menu
    assert 'id="view_team-grinders"' not in desk.get(reverse("agent_inbox")).content.decode()
    desk.post(retire)
    assert 'id="view_team-grinders"' in desk.get(reverse("agent_view", args=["open"])).content.decode()
