from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import User
from channels_inbox.composing import compose
from channels_inbox.models import Outbound
from channels_inbox.portal.links import make_token
from tests.channels_inbox.portal.browsing import body, write
from tests.factories import make_answer, make_customer, make_inbound, make_mailbox, make_note, make_ticket
from tickets.models import Participant, Ticket
from tickets.operations.messages import NewFile, store_file
from tickets.operations.progress import close_ticket

Link = Callable[[Ticket], str]


def test_a_link_opens_its_ticket_without_signing_anybody_in(
    client: Client, agent: User, ticket: Ticket, link: Link
) -> None:
    make_answer(ticket, by=agent, text="Bleed the pump first.")
    make_note(ticket, by=agent, text="Refund is fine with me")
    page = client.get(link(ticket))
    assert page.status_code == 200
    assert "Bleed the pump first." in page.content.decode()
    assert "Refund is fine with me" not in page.content.decode()
    assert not Session.objects.exists()
    assert client.get("/requests/").status_code == 302


def test_a_link_fits_on_one_line_of_a_plain_mail(ticket: Ticket) -> None:
    assert len(make_token(ticket, ticket.requester)) < 68


def test_mail_scanners_that_open_it_change_nothing(client: Client, ticket: Ticket, link: Link) -> None:
    before = ticket.seq
    for _ in range(3):
        assert client.get(link(ticket)).status_code == 200
        assert client.head(link(ticket)).status_code == 200
    for page in ("messages/", "follow-ups/", "resolution/", "renewal/"):
        assert client.get(f"{link(ticket)}{page}").status_code == 405
    ticket.refresh_from_db()
    assert ticket.seq == before


def test_the_page_is_kept_by_nobody_and_its_address_goes_nowhere(client: Client, ticket: Ticket, link: Link) -> None:
    page = client.get(link(ticket))
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex"


def test_writing_back_works_under_csrf_protection(ticket: Ticket, link: Link) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(link(ticket))
    crumb = strict.cookies["csrftoken"].value
    answer = write(strict, link(ticket), message="Still 4 bar.", csrfmiddlewaretoken=crumb)
    assert answer.status_code == 302
    message = ticket.messages.latest("pk")
    assert (message.text, message.author_customer, message.sender_verified) == ("Still 4 bar.", ticket.requester, True)


def test_the_holder_can_say_it_is_solved(client: Client, ticket: Ticket, link: Link) -> None:
    client.post(f"{link(ticket)}resolution/")
    ticket.refresh_from_db()
    assert ticket.category == "resolved"


def test_a_follow_up_by_link_leads_to_a_link_of_its_own(
    client: Client, agent: User, ticket: Ticket, link: Link
) -> None:
    close_ticket(ticket, by=agent)
    answer = write(client, link(ticket), to="follow-ups/", message="It is back.")
    new = Ticket.objects.latest("pk")
    assert new.follow_up_of == ticket
    assert client.get(answer["Location"].removeprefix("http://localhost:8000")).context["ticket"] == new


def test_one_link_opens_one_ticket(client: Client, customer: User, ticket: Ticket, link: Link) -> None:
    other = make_ticket(customer.customer, subject="Another matter")
    theirs = make_inbound(other, files=[NewFile("theirs.txt", "text/plain", b"x")]).attachments.get()
    assert "Another matter" not in client.get(link(ticket)).content.decode()
    assert client.get(f"{link(ticket)}files/{theirs.token}/").status_code == 404
    assert client.get(f"/requests/{other.number}/").status_code == 302


def test_files_of_public_messages_open_and_those_of_notes_do_not(
    client: Client, agent: User, ticket: Ticket, link: Link
) -> None:
    sent = make_inbound(ticket, files=[NewFile("gauge.jpg", "image/jpeg", b"\xff\xd8")]).attachments.get()
    noted = store_file(NewFile("refund.pdf", "application/pdf", b"x"), message=make_note(ticket, by=agent))
    assert body(client.get(f"{link(ticket)}files/{sent.token}/")) == b"\xff\xd8"
    assert client.get(f"{link(ticket)}files/{noted.token}/").status_code == 404


def test_a_changed_link_opens_nothing(client: Client, ticket: Ticket, link: Link) -> None:
    other = make_ticket()
    good = make_token(ticket, ticket.requester)
    value, _, rest = good.partition(".")
    forged = [
        f"{other.pk}-{ticket.requester_id}.{rest}",
        f"{ticket.pk}-{other.requester_id}.{rest}",
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        f"{value}.zzzzzz.{rest.partition('.')[2]}",
        value,
        "x",
        "..",
        "%00",
        "ü.1.2",
    ]
    for token in forged:
        assert client.get(f"/r/{token}/").status_code == 404, token


def test_a_link_signed_for_another_purpose_opens_nothing(client: Client, ticket: Ticket) -> None:
    from django.core.signing import TimestampSigner

    token = TimestampSigner(sep=".", salt="portal.contact-sent").sign(f"{ticket.pk}-{ticket.requester_id}")
    assert client.get(f"/r/{token}/").status_code == 404


def test_who_left_the_ticket_reads_it_no_more(client: Client, ticket: Ticket) -> None:
    barista = make_customer("barista@cafenorr.example")
    seat = Participant.objects.create(ticket=ticket, customer=barista, email="barista@cafenorr.example")
    path = f"/r/{make_token(ticket, barista)}/"
    assert client.get(path).status_code == 200
    seat.delete()
    assert client.get(path).status_code == 404


def test_a_closed_account_reads_nothing_by_link_either(
    client: Client, customer: User, ticket: Ticket, link: Link
) -> None:
    customer.is_active = False
    customer.save()
    assert client.get(link(ticket)).status_code == 404


def test_a_link_runs_out_and_offers_a_new_one_by_mail(
    client: Client, clock: TimeMachineFixture, ticket: Ticket, link: Link
) -> None:
    make_mailbox()
    old = link(ticket)
    clock.shift(31 * 86_400)
    page = client.get(old)
    assert page.status_code == 410
    assert ticket.subject not in page.content.decode()
    assert client.post(f"{old}messages/", {"message": "Let me in"}).status_code == 410
    assert ticket.messages.count() == 1
    answer = client.post(f"{old}renewal/")
    assert answer["Location"] == "/requests/link-sent/"
    letter = compose(Outbound.objects.get())
    assert [a.email for a in letter.to] == ["maya@cafenorr.example"]
    fresh = link(ticket)
    assert fresh in letter.text
    assert fresh in (letter.html or "")
    assert client.get(fresh).status_code == 200


def test_new_links_do_not_fill_a_mailbox(client: Client, ticket: Ticket, link: Link) -> None:
    make_mailbox()
    for _ in range(6):
        assert client.post(f"{link(ticket)}renewal/").status_code == 302
    assert Outbound.objects.count() == 3


def test_the_link_is_stored_nowhere(client: Client, ticket: Ticket, link: Link) -> None:
    make_mailbox()
    client.post(f"{link(ticket)}renewal/")
    assert not ticket.messages.filter(text__contains="/r/").exists()


@pytest.mark.django_db
def test_times_are_shown_in_the_readers_zone(client: Client, clock: TimeMachineFixture, link: Link) -> None:
    requester = make_customer("kiwi@example.nz")
    requester.time_zone = "Pacific/Auckland"
    requester.save()
    ticket = make_ticket(requester)
    assert "20:00" in client.get(link(ticket)).content.decode()
