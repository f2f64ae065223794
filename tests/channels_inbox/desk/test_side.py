"""Side conversations at the desk, and everywhere they must not be seen."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Team, User
from channels_inbox.portal.links import make_token
from channels_inbox.realtime.nudge import Nudge
from tests.api import Api
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_customer, make_ticket, make_user
from tickets.models import Attachment, Event, Message, SideConversation, Ticket
from tickets.operations.conferring import receive_side, start_side
from tickets.operations.merging import merge_tickets
from tickets.operations.messages import Content, NewFile

SECRET = "Their machine is out of warranty"
ANSWER = "We would not repair it"


@pytest.fixture
def side(ticket: Ticket, agent: User) -> SideConversation:
    person = make_customer("parts@acme.example", "Acme Parts")
    start_side(ticket, person=person, subject="Burrs", text=SECRET, by=agent)
    found = SideConversation.objects.get()
    file = NewFile("offer.pdf", "application/pdf", b"%PDF offer")
    receive_side(found, Content(text=ANSWER, files=[file]), by=person)
    return found


def form(**fields: Any) -> dict[str, Any]:
    return {"address": "parts@acme.example", "subject": "Burrs", "text": SECRET, "key": str(uuid.uuid4()), **fields}


def test_it_is_started_with_what_was_typed_kept_when_refused(desk: Client, ticket: Ticket) -> None:
    url = reverse("agent_new_side", args=[ticket.number])
    assert "Ask somebody outside" in desk.get(url).content.decode()
    refused = desk.post(url, form(address="maya@cafenorr.example"))
    assert refused.status_code == 422
    assert "They take part in this ticket already" in refused.content.decode()
    assert SECRET in refused.content.decode()
    assert desk.post(url, form(address="nobody")).status_code == 422
    assert desk.post(url, form(wait="on")).status_code == 302
    ticket.refresh_from_db()
    assert ticket.category == "waiting_third_party"


def test_it_is_read_in_a_fold_with_a_composer_of_its_own(desk: Client, ticket: Ticket, side: SideConversation) -> None:
    page = desk.get(reverse("agent_ticket", args=[ticket.number])).content.decode()
    assert page.count("msg--side") == 2
    assert reverse("agent_side", args=[side.pk]) in page
    url = reverse("agent_side", args=[side.pk])
    fold = desk.get(url).content.decode()
    assert SECRET in fold
    assert ANSWER in fold
    assert "offer.pdf" in fold
    refused = desk.post(url, {"text": " ", "key": str(uuid.uuid4())}, headers=HTMX)
    assert refused.status_code == 422
    sent = desk.post(url, {"text": "Thank you", "key": str(uuid.uuid4())}, headers=HTMX)
    assert sent.headers["HX-Trigger"] == "ticket:changed"
    assert "Thank you" in sent.content.decode()


def test_the_page_costs_the_same_with_side_conversations(desk: Client, ticket: Ticket, side: SideConversation) -> None:
    with CaptureQueriesContext(connection) as queries:
        desk.get(reverse("agent_ticket", args=[ticket.number]))
    assert len(queries) <= 8


def test_who_asked_hears_of_the_answer(agent: User, side: SideConversation) -> None:
    assert agent.notifications.filter(text__contains="answered aside").count() == 1


def test_the_customer_sees_nothing_of_it_anywhere(ticket: Ticket, side: SideConversation) -> None:
    user = make_user(email="maya@cafenorr.example")
    ticket.requester.user = user
    ticket.requester.save()
    client, api = signed_in(user), Api(user)
    token = make_token(ticket, ticket.requester)
    pages = [
        client.get("/requests/"),
        client.get(f"/requests/{ticket.number}/"),
        client.get(f"/requests/{ticket.number}/news/"),
        Client().get(f"/r/{token}/"),
        api.get("tickets/"),
        api.get(f"tickets/{ticket.number}/"),
        api.get(f"tickets/{ticket.number}/messages/"),
    ]
    for page in pages:
        assert page.status_code == 200
        for secret in (SECRET, ANSWER, "Acme", "Burrs", "offer.pdf"):
            assert secret not in page.content.decode()
    message = Message.objects.get(kind="side_in")
    file = Attachment.objects.get(message=message)
    refused = [
        client.get(reverse("file", args=[file.token, file.name])),
        client.get(f"/requests/{ticket.number}/files/{file.token}/"),
        Client().get(f"/r/{token}/files/{file.token}/"),
        client.get(reverse("agent_side", args=[side.pk])),
        api.get(f"attachments/{file.token}/"),
        api.get(f"tickets/{ticket.number}/messages/{message.pk}/"),
    ]
    assert [r.status_code for r in refused] == [404] * len(refused)
    for path in ("side-conversations/", f"side-conversations/{side.pk}/messages/", "events/"):
        assert api.get(f"tickets/{ticket.number}/{path}").status_code == 403


def test_their_socket_does_not_even_feel_it(ticket: Ticket, side: SideConversation) -> None:
    ticket.requester.user = make_user(email="maya@cafenorr.example")
    ticket.requester.save()
    for event in Event.objects.filter(action__startswith="side_").select_related("ticket__requester", "message"):
        nudge = Nudge(ticket.pk)
        nudge.add(event)
        assert nudge.customer is None


def test_the_asked_one_sees_nothing_of_the_ticket(ticket: Ticket, side: SideConversation) -> None:
    user = make_user(email="parts@acme.example")
    side.person.user = user
    side.person.save()
    client, api = signed_in(user), Api(user)
    assert client.get(f"/requests/{ticket.number}/").status_code == 404
    assert api.get(f"tickets/{ticket.number}/").status_code == 404
    assert Client().get(f"/r/{make_token(ticket, side.person)}/").status_code == 404
    file = Attachment.objects.get(message__kind="side_in")
    assert client.get(reverse("file", args=[file.token, file.name])).status_code == 404


def test_an_agent_who_does_not_see_the_ticket_finds_no_side_of_it(ticket: Ticket, side: SideConversation) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(team=Team.objects.create(name="Others", slug="others"), assignee=None)
    limited = make_user(User.Role.AGENT, ticket_scope="teams")
    client, api = signed_in(limited), Api(limited)
    url = reverse("agent_side", args=[side.pk])
    assert client.get(url).status_code == 404
    assert client.post(url, {"text": "x", "key": str(uuid.uuid4())}).status_code == 404
    assert api.get(f"tickets/{ticket.number}/side-conversations/").status_code == 404
    mine = make_ticket()
    assert api.get(f"tickets/{mine.number}/side-conversations/{side.pk}/messages/").status_code == 404
    theirs = Attachment.objects.get(message__kind="side_in")
    wrong = form(along=[theirs.token])
    assert client.post(reverse("agent_new_side", args=[mine.number]), wrong).status_code == 422


def test_a_light_agent_reads_and_does_not_write(light_agent: User, ticket: Ticket, side: SideConversation) -> None:
    client, url = signed_in(light_agent), reverse("agent_side", args=[side.pk])
    assert "<textarea" not in client.get(url).content.decode()
    assert client.post(url, {"text": "x", "key": str(uuid.uuid4())}, headers=HTMX).status_code == 422
    assert client.post(reverse("agent_new_side", args=[ticket.number]), form()).status_code == 422
    assert Message.objects.filter(kind="side_out").count() == 1


def test_programs_ask_and_read(agent: User, ticket: Ticket) -> None:
    api, path = Api(agent), f"tickets/{ticket.number}/side-conversations/"
    made = api.post(path, {"address": "parts@acme.example", "subject": "Burrs", "text": SECRET, "wait": True})
    assert made.status_code == 201
    more = f"{path}{made.json()['id']}/messages/"
    assert api.post(more, {"text": "And?"}).status_code == 201
    assert [m["text"] for m in api.get(more).json()] == [SECRET, "And?"]
    assert len(api.get(path).json()) == 1
    assert api.post(path, {"address": "a@b.example", "subject": "x", "text": "x", "files": ["y"]}).status_code == 400
    assert len(api.get(f"tickets/{ticket.number}/messages/").json()["results"]) == 1


def test_programs_find_in_a_target_the_sides_of_its_sources(
    agent: User, ticket: Ticket, side: SideConversation
) -> None:
    target = make_ticket()
    merge_tickets(ticket, into=target, by=agent)
    api, path = Api(agent), f"tickets/{target.number}/side-conversations/"
    assert [one["id"] for one in api.get(path).json()] == [side.pk]
    more = f"{path}{side.pk}/messages/"
    said = len(api.get(more).json())
    assert api.post(more, {"text": "Still there?"}).status_code == 201
    assert len(api.get(more).json()) == said + 1
    assert api.get(f"tickets/{make_ticket().number}/side-conversations/").json() == []
