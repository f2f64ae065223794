from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import User
from channels_inbox.models import Inbound, Outbound
from tests.channels_inbox.portal.browsing import QUESTION, ask, token
from tests.factories import make_answer, make_customer, make_mailbox, make_ticket
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db


def test_a_sent_form_becomes_a_ticket_and_the_page_names_it(client: Client, clock: TimeMachineFixture) -> None:
    answer = ask(client, clock)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.channel) == ("No pressure", "web_form")
    assert ticket.requester.name == "Maya Lindqvist"
    assert ticket.requester.email == "maya@cafenorr.example"
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert f'number <b class="num">{ticket.number}</b>' in page.content.decode()


def test_the_acknowledgement_goes_out_by_mail_on_the_wire_that_answers_use(
    client: Client, clock: TimeMachineFixture, agent: User
) -> None:
    make_mailbox()
    ask(client, clock)
    thanks = Outbound.objects.get()
    make_answer(Ticket.objects.get(), by=agent)
    answer = Outbound.objects.exclude(pk=thanks.pk).get()
    assert thanks.automatic
    assert thanks.channel.kind == "email"
    assert thanks.to == ["maya@cafenorr.example"]
    assert answer.conversation == thanks.conversation


def test_without_a_mailbox_nothing_is_queued_that_could_never_leave(client: Client, clock: TimeMachineFixture) -> None:
    ask(client, clock)
    assert Ticket.objects.count() == 1
    assert not Outbound.objects.exists()


def test_the_form_is_kept_as_it_was_sent(client: Client, clock: TimeMachineFixture) -> None:
    ask(client, clock)
    row = Inbound.objects.get()
    assert row.channel.slug == "contact"
    assert b"The gauge stays at 4 bar." in bytes(row.raw)
    assert row.ticket == Ticket.objects.get()


def test_an_address_that_was_only_typed_proves_nothing(client: Client, clock: TimeMachineFixture) -> None:
    answer = ask(client, clock)
    assert Message.objects.filter(kind="inbound").get().sender_verified is False
    page = client.get(answer["Location"]).content.decode()
    assert "/r/" not in page
    assert "/requests/1" not in page


def test_files_come_along_under_safe_names(client: Client, clock: TimeMachineFixture) -> None:
    files = [
        SimpleUploadedFile("gauge 4bar.jpg", b"\xff\xd8\xff", "image/jpeg"),
        SimpleUploadedFile("..\\..\\evil\u202egpj.exe", b"MZ", "application/x-msdownload"),
        SimpleUploadedFile("empty.txt", b"", "text/plain"),
    ]
    ask(client, clock, attachments=files)
    kept = {}
    for attachment in Attachment.objects.all():
        with attachment.file.open("rb") as opened:
            kept[attachment.name] = opened.read()
    assert kept == {"gauge 4bar.jpg": b"\xff\xd8\xff", "evilgpj.exe": b"MZ", "empty.txt": b""}
    assert all(str(a.file.name).startswith("attachments/") for a in Attachment.objects.all())


def test_a_double_click_makes_one_ticket(client: Client, clock: TimeMachineFixture) -> None:
    once = token(client.get("/contact/"))
    clock.shift(30)
    first = client.post("/contact/", {**QUESTION, "once": once})
    second = client.post("/contact/", {**QUESTION, "once": once})
    assert Ticket.objects.count() == 1
    assert client.get(second["Location"]).content == client.get(first["Location"]).content


def test_going_back_to_write_something_else_loses_nothing(client: Client, clock: TimeMachineFixture) -> None:
    once = token(client.get("/contact/"))
    clock.shift(30)
    client.post("/contact/", {**QUESTION, "once": once})
    client.post("/contact/", {**QUESTION, "once": once, "message": "And the grinder squeaks."})
    assert Ticket.objects.count() == 2


def test_a_customer_who_is_signed_in_asks_from_the_proved_address(
    client: Client, clock: TimeMachineFixture, customer: User, outsider: User
) -> None:
    client.force_login(customer)
    answer = ask(client, clock, email=outsider.email, after=0)
    ticket = Ticket.objects.get()
    assert ticket.requester == customer.customer
    assert Message.objects.filter(kind="inbound").get().sender_verified is True
    assert f"/requests/{ticket.number}/" in client.get(answer["Location"]).content.decode()


def test_an_error_keeps_what_was_typed_and_says_how_to_mend_it(client: Client, clock: TimeMachineFixture) -> None:
    answer = ask(client, clock, email="maya@cafenorr", attachments=SimpleUploadedFile("a.txt", b"a"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The gauge stays at 4 bar." in page
    assert 'value="No pressure"' in page
    assert "as in name@example.com" in page
    assert 'aria-describedby="id_email_error"' in page
    assert "choose them once more" in page
    assert not Inbound.objects.exists()


def test_the_page_says_we_have_it_while_nobody_has_read_it_yet(client: Client, clock: TimeMachineFixture) -> None:
    answer = ask(client, clock)
    # As if the reader had died before it could settle the row.
    Inbound.objects.update(state="pending", ticket=None, message=None)
    page = client.get(answer["Location"])
    assert "Your message is safe with us" in page.content.decode()
    assert page["Refresh"] == "2"


def test_somebody_elses_thank_you_page_cannot_be_made_up(client: Client, clock: TimeMachineFixture) -> None:
    answer = ask(client, clock)
    assert client.get(answer["Location"].partition("?")[0][:-2] + "xx/").status_code == 404
    assert client.get("/contact/sent/1/").status_code == 404
    clock.shift(25 * 3600)
    assert client.get(answer["Location"]).status_code == 404


def test_s06_a_number_and_an_address_typed_into_the_form_lead_into_no_ticket(
    client: Client, clock: TimeMachineFixture
) -> None:
    theirs = make_ticket(make_customer("victim@cafenorr.example", "Victim"))
    answer = ask(client, clock, email="victim@cafenorr.example", subject=f"[#{theirs.number}] Ship it elsewhere")
    assert theirs.messages.count() == 1
    assert f'<b class="num">{theirs.number}</b>' not in client.get(answer["Location"]).content.decode()
