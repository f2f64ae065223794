"""Writing into tickets, with files."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest

from accounts.models import User
from channels_inbox.models import Outbound
from tests.api import Api
from tests.factories import make_answer, make_ticket
from tests.invariants import broken_rules
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db


def file(name: str = "gauge.jpg", content: bytes = b"not really a picture") -> io.BytesIO:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def test_a_reply_is_queued_as_mail_in_the_same_breath(api: Api, ticket: Ticket, support: None) -> None:
    answer = api.post(
        f"tickets/{ticket.number}/messages/", {"text": "The seal leaves tonight.", "status": "waiting-on-customer"}
    )
    assert answer.status_code == 201, answer.content
    assert answer.json()["author"]["name"] == "Ana Ruiz"
    assert Outbound.objects.get(message=answer.json()["id"]).to == ["maya@cafenorr.example"]
    ticket.refresh_from_db()
    assert ticket.category == "waiting_customer"
    assert broken_rules([ticket]) == []


def test_a_reply_nobody_can_get_is_refused_and_not_kept(api: Api, ticket: Ticket) -> None:
    answer = api.post(f"tickets/{ticket.number}/messages/", {"text": "Hello?"})
    assert answer.status_code == 400
    assert "email channel" in answer.json()["detail"]
    assert ticket.messages.count() == 1


def test_a_note_stays_inside(api: Api, ticket: Ticket, support: None) -> None:
    answer = api.post(f"tickets/{ticket.number}/messages/", {"kind": "note", "text": "Batch 88."})
    assert (answer.status_code, answer.json()["public"]) == (201, False)
    assert not Outbound.objects.exists()


def test_a_customer_answers_and_wakes_the_ticket(ticket: Ticket, customer: User, agent: User, support: None) -> None:
    make_answer(ticket, by=agent)
    answer = Api(customer).post(f"tickets/{ticket.number}/messages/", {"text": "Still 4 bar."})
    assert answer.status_code == 201
    message = Message.objects.get(pk=answer.json()["id"])
    assert (message.kind, message.channel, message.author_customer) == ("inbound", "api", customer.customer)
    ticket.refresh_from_db()
    assert ticket.category == "open"


@pytest.mark.parametrize("body", [{"kind": "note", "text": "x"}, {"text": "x", "status": "closed"}])
def test_a_customer_cannot_write_as_an_agent(ticket: Ticket, customer: User, body: dict[str, str]) -> None:
    assert Api(customer).post(f"tickets/{ticket.number}/messages/", body).status_code == 400
    assert ticket.messages.count() == 1


def test_a_file_is_uploaded_then_named_in_a_message(api: Api, ticket: Ticket) -> None:
    uploaded = api.upload(file("../../Gauge\r\n.jpg"))
    assert uploaded.status_code == 201, uploaded.content
    token = uploaded.json()["token"]
    sent = api.post(f"tickets/{ticket.number}/messages/", {"kind": "note", "text": "See.", "attachments": [token]})
    assert [f["token"] for f in sent.json()["attachments"]] == [token]
    assert "/" not in uploaded.json()["name"]
    opened = api.get(f"attachments/{token}/content/")
    assert b"".join(opened.streaming_content) == b"not really a picture"
    assert opened["Content-Disposition"].startswith("attachment")
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in opened["Content-Security-Policy"]


def test_an_html_file_is_never_shown_as_a_page(api: Api) -> None:
    token = api.upload(file("page.html", b"<script>alert(1)</script>")).json()["token"]
    opened: Any = api.client.get(f"/api/v1/attachments/{token}/content/", headers={"Accept": "text/html"})
    assert b"".join(opened.streaming_content) == b"<script>alert(1)</script>"
    assert opened["Content-Type"] == "application/octet-stream"
    assert opened["Content-Disposition"].startswith("attachment")


def test_one_upload_goes_into_one_message(api: Api, ticket: Ticket) -> None:
    token = api.upload(file()).json()["token"]
    note = {"kind": "note", "text": "See.", "attachments": [token]}
    assert api.post(f"tickets/{ticket.number}/messages/", note).status_code == 201
    assert api.post(f"tickets/{ticket.number}/messages/", note).status_code == 400


def test_nobody_sends_the_uploads_of_others(api: Api, ticket: Ticket, customer: User) -> None:
    token = api.upload(file()).json()["token"]
    answer = Api(customer).post(f"tickets/{ticket.number}/messages/", {"text": "Mine?", "attachments": [token]})
    assert answer.status_code == 400
    assert Attachment.objects.get(token=token).message is None


def test_a_file_too_large_is_refused(api: Api, settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 10  # type: ignore[attr-defined]
    answer = api.upload(file())
    assert answer.status_code == 413
    assert not Attachment.objects.exists()


def test_a_new_ticket_takes_files_along(customer: User) -> None:
    api = Api(customer)
    token = api.upload(file()).json()["token"]
    answer = api.post("tickets/", {"subject": "Leak", "text": "See the photo.", "attachments": [token]})
    ticket = Ticket.objects.get(number=answer.json()["number"])
    assert Attachment.objects.get(token=token).message == ticket.messages.get()


def test_messages_come_oldest_first_page_by_page(api: Api, ticket: Ticket) -> None:
    for n in range(5):
        api.post(f"tickets/{ticket.number}/messages/", {"kind": "note", "text": f"Note {n}"})
    first = api.get(f"tickets/{ticket.number}/messages/", page_size=4).json()
    rest = api.get(first["next"]).json()
    texts = [m["text"] for m in itertools.chain(first["results"], rest["results"])]
    assert texts[1:] == [f"Note {n}" for n in range(5)]
    assert rest["next"] is None


def test_one_message_shows_its_cleaned_html(api: Api) -> None:
    from tickets.models import HtmlBody

    ticket = make_ticket()
    message = ticket.messages.get()
    HtmlBody.objects.create(message=message, source="<script>x</script>", cleaned="<p>4 bar</p>", sanitiser="1")
    shown = api.get(f"tickets/{ticket.number}/messages/{message.pk}/").json()
    assert shown["html"] == "<p>4 bar</p>"
    other = make_ticket()
    assert api.get(f"tickets/{other.number}/messages/{message.pk}/").status_code == 404
