"""Who comes in where: every address, for everybody who should not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import ApiToken, Membership, Team, User
from tests.api import Api
from tests.factories import make_answer, make_customer, make_note, make_ticket, make_user
from tickets.models import Ticket
from tickets.operations.messages import NewFile, store_file

pytestmark = pytest.mark.django_db

READS = [
    "me/",
    "me/availability/",
    "me/notification-preferences/",
    "tokens/",
    "teams/",
    "teams/machines/assignment/",
    "agents/",
    "calendars/",
    "sla-policies/",
    "ratings/",
    "questions/",
    "questions/1/",
    "deflection/",
    "reports/",
    "reports/first-response/",
    "rating-settings/",
    "teams/x/",
    "agents/1/",
    "calendars/1/",
    "statuses/open/",
    "tags/1/",
    "sla-policies/1/",
    "customers/",
    "customers/1/",
    "statuses/",
    "tags/",
    "tickets/",
    "tickets/{number}/",
    "tickets/{number}/messages/",
    "tickets/{number}/messages/1/",
    "tickets/{number}/events/",
    "tickets/{number}/followers/",
    "notifications/",
    "tickets/{number}/merge/",
    "tickets/{number}/side-conversations/",
    "tickets/{number}/side-conversations/1/messages/",
    "tickets/{number}/links/",
    "tickets/{number}/incidents/",
    "announcements/",
    "announcements/1/",
    "reach-outs/",
    "reach-outs/1/",
    "reach-outs/1/deliveries/",
    "customers/1/consent/",
    "search/",
    "views/",
    "views/1/",
    "monitors/",
    "monitors/1/",
    "monitors/1/checks/",
    "status/subscribers/",
    "calls/",
    "calls/1/",
    "chats/",
    "chats/{number}/",
    "phone-menus/",
    "phone-menus/x/",
    "attachments/abc/",
    "attachments/abc/content/",
]
WRITES = [
    ("put", "tickets/{number}/assignment/", {"assignee_id": None}),
    ("put", "tickets/{number}/status/", {"status": "open"}),
    ("put", "tickets/{number}/priority/", {"priority": "high"}),
    ("put", "tickets/{number}/team/", {"team": None}),
    ("put", "tickets/{number}/tags/", {"tags": ["x"]}),
    ("put", "tickets/{number}/snooze/", {"until": "2999-01-01T09:00:00Z"}),
    ("delete", "tickets/{number}/snooze/", None),
    ("post", "tickets/{number}/links/", {"kind": "related", "to": 1}),
    ("delete", "tickets/{number}/links/1/", None),
    ("post", "tickets/{number}/incidents/", {"incident": 1}),
    ("delete", "tickets/{number}/incidents/1/", None),
    ("post", "tickets/{number}/split/", {"subject": "x", "messages": [1]}),
    ("post", "tickets/{number}/side-conversations/", {"address": "a@b.example", "subject": "x", "text": "x"}),
    ("put", "tickets/{number}/merge/", {"into": 1}),
    ("delete", "tickets/{number}/merge/", None),
    ("patch", "tickets/{number}/", {"subject": "Mine now"}),
    ("post", "tickets/{number}/messages/", {"text": "Hello"}),
]


@pytest.mark.parametrize("path", READS)
def test_nobody_reads_without_a_token(ticket: Ticket, path: str) -> None:
    answer = Api().get(path.format(number=ticket.number))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_nobody_writes_without_a_token(ticket: Ticket, method: str, path: str, body: object) -> None:
    assert getattr(Api(), method)(path.format(number=ticket.number), body).status_code == 401


def test_a_made_up_token_is_refused() -> None:
    api = Api()
    assert api.client.get("/api/v1/me/", headers={"Authorization": "Bearer hd_guess"}).status_code == 401


@pytest.mark.parametrize("path", [p for p in READS if "{number}" in p])
def test_an_outsider_finds_no_ticket_of_others(ticket: Ticket, outsider: User, path: str) -> None:
    assert Api(outsider).get(path.format(number=ticket.number)).status_code in {403, 404}


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_an_outsider_changes_no_ticket_of_others(
    ticket: Ticket, outsider: User, method: str, path: str, body: object
) -> None:
    before = ticket.seq
    assert getattr(Api(outsider), method)(path.format(number=ticket.number), body).status_code in {403, 404}
    ticket.refresh_from_db()
    assert ticket.seq == before


@pytest.mark.parametrize(("method", "path", "body"), WRITES[:-1])
def test_a_customer_changes_nothing_but_by_writing(
    ticket: Ticket, customer: User, method: str, path: str, body: object
) -> None:
    assert getattr(Api(customer), method)(path.format(number=ticket.number), body).status_code == 403


def test_an_outsider_learns_nothing_from_lists(ticket: Ticket, outsider: User) -> None:
    api = Api(outsider)
    assert api.get("tickets/").json()["results"] == []
    names = [row["name"] for row in api.get("customers/").json()["results"]]
    assert names == ["Mallory Stranger"]
    for path in ("teams/", "agents/", "statuses/", "tags/"):
        assert api.get(path).status_code == 403


def test_an_agent_of_another_team_finds_nothing(customer: User, grinders: Team) -> None:
    ticket = make_ticket(customer.customer, team=grinders)
    scoped = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    api = Api(scoped)
    for path in (p for p in READS if "{number}" in p):
        assert api.get(path.format(number=ticket.number)).status_code == 404, path
    for method, path, body in WRITES:
        assert getattr(api, method)(path.format(number=ticket.number), body).status_code == 404, path
    assert api.get("tickets/").json()["results"] == []
    assert api.get("customers/").json()["results"] == []
    Membership.objects.create(team=grinders, user=scoped)
    assert [t["number"] for t in api.get("tickets/").json()["results"]] == [ticket.number]


def test_a_limited_agent_cannot_look_people_up_by_counting(customer: User) -> None:
    scoped = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    answer = Api(scoped).post(
        "tickets/", {"requester_id": customer.customer.pk, "subject": "Who are you?", "text": "…"}
    )
    assert answer.status_code == 400
    assert "Maya" not in answer.content.decode()


def test_a_light_agent_writes_notes_and_nothing_else(ticket: Ticket, light_agent: User) -> None:
    api = Api(light_agent)
    assert api.post(f"tickets/{ticket.number}/messages/", {"kind": "note", "text": "Seen this."}).status_code == 201
    for method, path, body in WRITES:
        assert getattr(api, method)(path.format(number=ticket.number), body).status_code == 403, path
    assert api.post("tickets/", {"requester": {"email": "a@b.example"}, "subject": "x", "text": "y"}).status_code == 403
    assert api.post("customers/", {"email": "a@b.example"}).status_code == 403


def test_a_customer_reads_what_was_said_to_them_and_no_more(
    ticket: Ticket, customer: User, agent: User, support: None
) -> None:
    make_answer(ticket, by=agent, text="Bleed the pump.")
    note = make_note(ticket, by=agent, text="Batch 88 again.")
    api = Api(customer)
    listed = api.get(f"tickets/{ticket.number}/messages/")
    assert [m["text"] for m in listed.json()["results"]][1:] == ["Bleed the pump."]
    assert listed.json()["results"][1]["author"] == {"type": "agent", "id": None, "name": "Ana"}
    assert api.get(f"tickets/{ticket.number}/messages/{note.pk}/").status_code == 404
    assert api.get(f"tickets/{ticket.number}/events/").status_code == 403
    everything = listed.content + api.get(f"tickets/{ticket.number}/").content + api.get("tickets/").content
    assert b"halden.example" not in everything
    assert b"Ruiz" not in everything


def test_a_customer_cannot_use_filters_to_learn_how_we_work(ticket: Ticket, customer: User) -> None:
    for query in ({"assignee": "none"}, {"tag": "vip"}, {"team": "grinders"}, {"priority": "high"}):
        assert Api(customer).get("tickets/", **query).status_code == 400


def test_files_open_for_those_who_may_read_their_message(ticket: Ticket, agent: User, customer: User) -> None:
    message = ticket.messages.get()
    secret = make_note(ticket, by=agent)
    shown = store_file(NewFile("gauge.jpg", "image/jpeg", b"jpeg"), message=message)
    hidden = store_file(NewFile("plan.txt", "text/plain", b"secret"), message=secret)
    api = Api(customer)
    opened = api.get(f"attachments/{shown.token}/content/")
    assert (opened.status_code, b"".join(opened.streaming_content)) == (200, b"jpeg")
    assert api.get(f"attachments/{hidden.token}/content/").status_code == 404
    assert api.get(f"attachments/{hidden.token}/").status_code == 404
    stranger = Api(make_user())
    assert stranger.get(f"attachments/{shown.token}/content/").status_code == 404


def test_a_revoked_token_and_a_closed_account_stop_at_once(agent: User) -> None:
    api = Api(agent)
    token = ApiToken.objects.get(user=agent)
    assert api.get("me/").status_code == 200
    assert api.delete(f"tokens/{token.pk}/").status_code == 204
    assert api.get("me/").status_code == 401
    api = Api(agent)
    User.objects.filter(pk=agent.pk).update(is_active=False)
    assert api.get("me/").status_code == 401


def test_nobody_revokes_the_tokens_of_others(agent: User, outsider: User) -> None:
    Api(agent)
    token = ApiToken.objects.get(user=agent)
    assert Api(outsider).delete(f"tokens/{token.pk}/").status_code == 404
    assert ApiToken.objects.get(pk=token.pk).revoked_at is None


def test_a_signed_in_browser_needs_the_form_token_to_write(agent: User, ticket: Ticket) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    answer = client.put(
        f"/api/v1/tickets/{ticket.number}/priority/", {"priority": "high"}, content_type="application/json"
    )
    assert answer.status_code == 403


def test_a_person_without_a_customer_row_asks_nothing() -> None:
    answer = Api(make_user()).post("tickets/", {"subject": "Hello", "text": "Hello"})
    assert answer.status_code == 403


@pytest.mark.parametrize("make", [make_customer])
def test_addresses_that_do_not_exist_answer_in_json(make: Callable[[], object]) -> None:
    answer = Api().get("nowhere/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
