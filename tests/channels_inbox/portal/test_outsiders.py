"""Every address of a request, tried by everybody who has no business there."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from tests.channels_inbox.portal.browsing import body
from tests.factories import make_answer, make_inbound, make_note, make_ticket
from tickets.models import Attachment, Ticket
from tickets.operations.messages import NewFile, store_file

READ = ["", "files/{file}/"]
WRITE = ["messages/", "follow-ups/", "resolution/"]


@pytest.fixture
def file(ticket: Ticket) -> Attachment:
    return make_inbound(ticket, files=[NewFile("gauge.jpg", "image/jpeg", b"\xff\xd8")]).attachments.get()


@pytest.mark.parametrize("page", READ)
def test_the_outsider_and_agents_get_the_404_of_what_does_not_exist(
    client: Client, ticket: Ticket, file: Attachment, outsider: User, agent: User, page: str
) -> None:
    path = f"/requests/{ticket.number}/{page.format(file=file.token)}"
    for person in (outsider, agent):
        client.force_login(person)
        answer = client.get(path)
        assert answer.status_code == 404
        assert ticket.subject not in answer.content.decode()


@pytest.mark.parametrize("page", WRITE)
def test_nobody_else_can_write(client: Client, ticket: Ticket, outsider: User, agent: User, page: str) -> None:
    for person in (outsider, agent):
        client.force_login(person)
        answer = client.post(f"/requests/{ticket.number}/{page}", {"message": "Mine now"})
        assert answer.status_code == 404
    ticket.refresh_from_db()
    assert (ticket.messages.count(), ticket.category) == (1, "new")


@pytest.mark.parametrize("page", [*READ, *WRITE])
def test_a_visitor_is_sent_to_sign_in(client: Client, ticket: Ticket, file: Attachment, page: str) -> None:
    path = f"/requests/{ticket.number}/{page.format(file=file.token)}"
    answer = client.post(path) if page in WRITE else client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("page", WRITE)
def test_reading_an_address_that_writes_changes_nothing(
    client: Client, ticket: Ticket, customer: User, page: str
) -> None:
    client.force_login(customer)
    assert client.get(f"/requests/{ticket.number}/{page}").status_code == 405
    ticket.refresh_from_db()
    assert ticket.category == "new"


def test_customers_get_their_own_files_and_no_others(
    client: Client, ticket: Ticket, file: Attachment, customer: User, agent: User, outsider: User
) -> None:
    client.force_login(customer)
    base = f"/requests/{ticket.number}/files/"
    assert body(client.get(f"{base}{file.token}/")) == b"\xff\xd8"
    elsewhere = make_inbound(
        make_ticket(outsider.customer), files=[NewFile("theirs.txt", "text/plain", b"x")]
    ).attachments.get()
    other = make_inbound(
        make_ticket(customer.customer), files=[NewFile("mine.txt", "text/plain", b"x")]
    ).attachments.get()
    noted = store_file(NewFile("refund.pdf", "application/pdf", b"x"), message=make_note(ticket, by=agent))
    unsent = store_file(NewFile("draft.pdf", "application/pdf", b"x"), uploaded_by=agent)
    wrong = file.token[:-1] + ("a" if file.token[-1] != "a" else "b")
    for token in (elsewhere.token, other.token, noted.token, unsent.token, wrong):
        assert client.get(f"{base}{token}/").status_code == 404


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", ""])
def test_files_that_could_run_are_only_ever_saved(
    client: Client, ticket: Ticket, customer: User, content_type: str
) -> None:
    sent = [NewFile('x"; evil.html', content_type, b"<script>alert(1)</script>")]
    file = make_inbound(ticket, files=sent).attachments.get()
    client.force_login(customer)
    answer = client.get(f"/requests/{ticket.number}/files/{file.token}/")
    assert body(answer) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_file_that_is_gone_from_the_disk_is_a_404(
    client: Client, ticket: Ticket, file: Attachment, customer: User
) -> None:
    file.file.storage.delete(str(file.file.name))
    client.force_login(customer)
    assert client.get(f"/requests/{ticket.number}/files/{file.token}/").status_code == 404


def test_answers_of_agents_are_read_by_the_customer_alone(
    client: Client, ticket: Ticket, agent: User, outsider: User
) -> None:
    make_answer(ticket, by=agent, text="Only for Maya")
    client.force_login(outsider)
    for page in ("/", "/requests/", "/contact/", f"/requests/{ticket.number}/"):
        assert "Only for Maya" not in client.get(page).content.decode()
