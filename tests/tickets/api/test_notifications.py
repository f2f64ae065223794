"""Notifications and followers for programs, with the rights of their person."""

from __future__ import annotations

import pytest

from accounts.models import Notification, Team, User
from accounts.operations.notifying import notify
from tests.api import Api
from tests.factories import make_note, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def test_one_reads_what_one_was_told_and_notes_it(agent: User, admin: User) -> None:
    ticket = make_ticket(assignee=agent)
    make_note(ticket, by=admin, text="Batch 88.")
    notify(admin, "rule", key="x", text="For Ingrid")
    api = Api(agent)
    told = api.get("notifications/", unread=1).json()["results"]
    assert [(row["kind"], row["ticket_number"]) for row in told] == [
        ("note", ticket.number),
        ("assigned", ticket.number),
    ]
    assert api.post("notifications/readings/", {"until": told[1]["id"]}).json() == {"read": 1}
    assert [row["kind"] for row in api.get("notifications/", unread=1).json()["results"]] == ["note"]
    assert len(api.get("notifications/").json()["results"]) == 2


def test_what_went_out_of_sight_is_not_told(admin: User) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope="assigned")
    make_ticket(assignee=limited)
    api = Api(limited)
    assert len(api.get("notifications/").json()["results"]) == 1
    Ticket.objects.update(assignee=None)
    assert api.get("notifications/").json()["results"] == []


@pytest.mark.parametrize("body", [{}, {"until": 0}, {"until": "x"}, {"until": 2**70}])
def test_nonsense_is_refused(agent: User, body: dict[str, object]) -> None:
    assert Api(agent).post("notifications/readings/", body).status_code == 400


def test_customers_have_no_notifications(customer: User) -> None:
    assert Api(customer).get("notifications/").status_code == 403
    assert Api(customer).post("notifications/readings/", {"until": 1}).status_code == 403


def test_followers_are_added_once_and_let_go(agent: User, light_agent: User) -> None:
    ticket = make_ticket()
    api, path = Api(agent), f"tickets/{ticket.number}/followers/"
    assert [row["id"] for row in api.post(path, {}).json()] == [agent.pk]
    api.post(path, {"user_id": light_agent.pk})
    assert [row["id"] for row in api.post(path, {"user_id": light_agent.pk}).json()] == [agent.pk, light_agent.pk]
    assert api.delete(f"{path}{agent.pk}/").status_code == 204
    assert api.delete(f"{path}{agent.pk}/").status_code == 404
    assert [row["id"] for row in api.get(path).json()] == [light_agent.pk]


def test_nobody_follows_what_they_cannot_see(agent: User, customer: User) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope="teams")
    ticket = make_ticket(customer.customer, team=Team.objects.create(name="Others", slug="others"))
    path = f"tickets/{ticket.number}/followers/"
    assert Api(limited).post(path, {}).status_code == 404
    for person in (limited, customer):
        assert Api(agent).post(path, {"user_id": person.pk}).status_code == 404
    assert Api(customer).get(path).status_code == 403
    assert Api(agent).get(path).json() == []


def test_one_chooses_how_to_hear_of_some_kinds_and_the_others_stay(agent: User) -> None:
    api, path = Api(agent), "me/notification-preferences/"
    before = api.get(path).json()
    assert (before["ways"]["sla_breach"], before["ways"]["reply"], before["digest_minutes"]) == ("mail", "desk", 60)
    assert set(before["ways"]) == set(Notification.Kind.values)
    api.patch(path, {"ways": {"reply": "digest"}})
    told = api.patch(path, {"ways": {"note": "off"}, "digest_minutes": 240}).json()
    assert told == {"ways": {**before["ways"], "reply": "digest", "note": "off"}, "digest_minutes": 240}
    assert api.get(path).json() == told
    make_note(make_ticket(assignee=agent), by=make_user(User.Role.AGENT), text="Quiet.")
    assert "note" not in Notification.objects.filter(user=agent).values_list("kind", flat=True)


@pytest.mark.parametrize(
    "body",
    [
        {"ways": {"weather": "mail"}},
        {"ways": {"reply": "pigeon"}},
        {"ways": "mail"},
        {"digest_minutes": 7},
        {"user": 1},
    ],
)
def test_preferences_that_make_no_sense_change_nothing(agent: User, body: dict[str, object]) -> None:
    api, path = Api(agent), "me/notification-preferences/"
    before = api.get(path).json()
    assert api.patch(path, body).status_code == 400
    assert api.get(path).json() == before


def test_preferences_are_ones_own(agent: User, admin: User, customer: User) -> None:
    path = "me/notification-preferences/"
    Api(agent).patch(path, {"ways": {"reply": "off"}})
    assert Api(admin).get(path).json()["ways"]["reply"] == "desk"
    assert Api(customer).get(path).status_code == 403
    assert Api(customer).patch(path, {"ways": {"reply": "off"}}).status_code == 403
    assert Api().patch(path, {}).status_code == 401
