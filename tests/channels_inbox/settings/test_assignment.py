"""Administrators say how a team's tickets find a person, and see who would get the next one and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEntry, AvailabilityState, Calendar, Membership, Team, User
from accounts.operations.attending import choose_availability, notice_availability
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_ticket, make_user
from tests.tickets.assignment.conftest import join, team, waiting  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def form(**changes: Any) -> dict[str, Any]:
    return {"assignment": "least_busy", "capacity": "8", "calendar": "", "return_after": "300", "version": 1, **changes}


def address(team: Team) -> str:  # noqa: F811
    return reverse("agent_team_assignment", args=[team.pk])


def test_a_team_is_set_up_read_back_and_put_in_the_log(desk: Client, admin: User, team: Team) -> None:  # noqa: F811
    ana, olof = join(team, "Ana Ruiz"), join(team, "Olof Berg")
    office = Calendar.objects.get(is_default=True)
    sent = form(calendar=office.pk, **{f"limit_{olof.pk}": "3"})
    assert desk.post(address(team), sent).headers["Location"] == address(team)
    team.refresh_from_db()
    assert (team.assignment, team.capacity, team.calendar, team.return_after) == ("least_busy", 8, office, 300)
    limits = dict(Membership.objects.filter(team=team).values_list("user", "capacity"))
    assert limits == {ana.pk: None, olof.pk: 3}
    entry = AuditEntry.objects.get(kind="team")
    assert (entry.by, entry.after["limits"]) == (admin, {"Olof Berg": 3})
    page = desk.get(address(team))
    desk.post(address(team), {k: "" if v is None else v for k, v in page.context["form"].initial.items()})
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"capacity": "0"}, "At least 1, please."),
        ({"capacity": "many"}, "whole number"),
        ({"assignment": "magic"}, "cannot be chosen here"),
        ({"calendar": "99"}, "cannot be chosen here"),
        ({"return_after": "7"}, "cannot be chosen here"),
    ],
)
def test_nonsense_is_refused_beside_its_cause_and_kept(
    desk: Client,
    team: Team,  # noqa: F811
    changes: dict[str, str],
    words: str,
) -> None:
    answer = desk.post(address(team), form(**changes))
    (field,) = changes
    assert answer.status_code == 422
    assert words in answer.context["form"].errors[field][0]
    assert Team.objects.get().version == 1


def test_the_second_of_two_editors_is_told(desk: Client, team: Team) -> None:  # noqa: F811
    other = signed_in(make_user(User.Role.ADMIN, name="Olof Berg"))
    assert desk.post(address(team), form()).status_code == 302
    told = other.post(address(team), form(capacity="2"))
    assert told.status_code == 409
    assert "Ingrid Falk changed this while you were editing" in told.content.decode()
    assert other.post(address(team), form(capacity="2", version=2)).status_code == 302
    assert Team.objects.get().capacity == 2


def test_the_page_says_who_is_next_and_why_the_others_are_not(desk: Client, team: Team) -> None:  # noqa: F811
    Team.objects.update(assignment="least_busy", capacity=2)
    join(team, "Ana Ruiz")
    busy = join(team, "Olof Berg", capacity=1)
    make_ticket(assignee=busy)
    join(team, "Mei Tan", state="away")
    join(team, "Emil Sund", role=User.Role.LIGHT_AGENT)
    waiting(team, 2)
    page = " ".join(desk.get(address(team)).content.decode().split())
    assert "Would go to <b>Ana Ruiz</b> by least busy: the only one free (0 of 2)." in page
    for words in ("No room: 1 of 1", "<td>Away</td>", "Light agent: writes notes only", "2 tickets wait"):
        assert words in page, words


def test_the_page_says_why_nobody_gets_anything(desk: Client, team: Team) -> None:  # noqa: F811
    assert "Nobody is online with room" in desk.get(address(team)).content.decode()
    Team.objects.update(assignment="manual")
    assert "taken and given by hand" in desk.get(address(team)).content.decode()
    assert "Round robin" not in desk.get(reverse("agent_assignment_settings")).content.decode()


def test_the_pages_cost_no_more_statements_for_more_people(
    desk: Client,
    team: Team,  # noqa: F811
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for name in ("Ana Ruiz", "Olof Berg", "Mei Tan", "Ida Strand"):
        join(team, name)
    waiting(team, 3)
    with django_assert_max_num_queries(11):
        desk.get(address(team))
    with django_assert_max_num_queries(4):
        desk.get(reverse("agent_assignment_settings"))


def test_programs_read_and_set_the_same(admin: User, agent: User, team: Team) -> None:  # noqa: F811
    ana = join(team, "Olof Berg")
    api, path = Api(admin), "teams/machines/assignment/"
    read = api.get(path).json()
    assert read == {
        "assignment": "round_robin",
        "capacity": None,
        "calendar": None,
        "return_after": 60,
        "limits": [],
        "version": 1,
    }
    wanted = {**read, "capacity": 5, "limits": [{"agent_id": ana.pk, "limit": 2}]}
    assert Api(agent).put(path, wanted).status_code == 403
    assert Team.objects.get().capacity is None
    assert api.put(path, wanted).json() == {**wanted, "version": 2}
    assert api.put(path, wanted).status_code == 409
    assert api.put(path, {**wanted, "version": 2, "capacity": 0}).status_code == 400
    assert api.get("teams/nowhere/assignment/").status_code == 404


def test_programs_say_whether_somebody_is_there(agent: User, light_agent: User, outsider: User) -> None:
    api = Api(agent)
    assert api.get("me/availability/").json() == {"state": "offline", "chosen": "offline", "since": None, "reason": ""}
    answer = api.put("me/availability/", {"state": "online"}).json()
    assert (answer["state"], answer["chosen"]) == ("online", "online")
    assert [a["availability"] for a in api.get("agents/").json()] == ["online"]
    assert api.put("me/availability/", {"state": "asleep"}).status_code == 400
    for person in (light_agent, outsider):
        assert Api(person).put("me/availability/", {"state": "online"}).status_code == 403


def test_the_rail_shows_and_changes_how_one_is_to_be_reached(agent: User, light_agent: User) -> None:
    desk = signed_in(agent)
    url = reverse("agent_availability")
    assert "Ana Ruiz (g a)" in desk.get(reverse("agent_profile")).content.decode()
    answer = desk.post(url, {"state": "away"}, headers={"HX-Request": "true"})
    assert "Ana Ruiz: away (g a)" in answer.content.decode()
    assert desk.post(url, {"state": "online"}).status_code == 302
    agent.refresh_from_db()
    assert agent.availability == "online"
    refused = desk.post(url, {"state": "nonsense"}, headers={"HX-Request": "true"})
    assert refused.headers["HX-Redirect"] == reverse("agent_leaves")
    light = signed_in(light_agent)
    assert 'value="online"' not in light.get(reverse("agent_profile")).content.decode()
    light.post(url, {"state": "online"})
    light_agent.refresh_from_db()
    assert light_agent.availability == ""


def test_a_leave_is_entered_shown_and_taken_out_by_its_owner_alone(agent: User) -> None:
    desk, url = signed_in(agent), reverse("agent_leaves")
    assert desk.post(url, {"first_day": "2035-12-23", "last_day": "2035-12-27", "note": "Skiing"}).status_code == 302
    page = desk.get(url).content.decode()
    assert "23 Dec 2035 to 27 Dec 2035" in page
    assert "Skiing" in page
    leave = agent.leaves.get()
    assert (leave.ends_at - leave.starts_at).days == 5
    end = reverse("agent_leave_end", args=[leave.pk])
    assert signed_in(make_user(User.Role.AGENT)).post(end).status_code == 404
    assert desk.post(end).status_code == 302
    assert not agent.leaves.exists()


def test_ones_own_page_says_how_one_came_to_be_away(agent: User, admin: User) -> None:
    choose_availability(agent, to="online", by=agent)
    notice_availability(agent.pk, chosen="online", to=AvailabilityState.AWAY, reason="No window was in front.")
    page = " ".join(signed_in(agent).get(reverse("agent_leaves")).content.decode().split())
    assert "You are away" in page
    assert "No window was in front. You chose “online”, which holds again when you are back." in page
    assert "No window" not in signed_in(admin).get(reverse("agent_leaves")).content.decode()


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"first_day": "2035-12-27", "last_day": "2035-12-23"}, "last_day", "comes before the first"),
        ({"first_day": "2020-12-23", "last_day": "2020-12-27"}, "last_day", "are over"),
        ({"first_day": "2035-01-01", "last_day": "2039-01-01"}, "last_day", "a year at most"),
        ({"first_day": "soon", "last_day": "2035-12-27"}, "first_day", "Please enter a day"),
    ],
)
def test_a_leave_that_makes_no_sense_is_refused_beside_its_cause(
    agent: User, sent: dict[str, str], field: str, words: str
) -> None:
    answer = signed_in(agent).post(reverse("agent_leaves"), sent)
    assert answer.status_code == 422
    assert words in answer.context["form"].errors[field][0]
    assert sent[field] in answer.content.decode()


def test_the_menu_of_people_says_who_is_there(agent: User, admin: User) -> None:
    choose_availability(admin, to="reassign", by=admin)
    ticket = make_ticket(assignee=admin)
    desk = signed_in(agent)
    assert "Away and reassign" in desk.get(reverse("agent_assignment", args=[ticket.number])).content.decode()
    assert "· away and reassign" in desk.get(reverse("agent_ticket", args=[ticket.number])).content.decode()
