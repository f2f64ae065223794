"""What cannot be read is kept, named and tried again when a person says so."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels_inbox import processing
from channels_inbox.models import Channel, Inbound
from channels_inbox.storing import store_unfetched
from tests.mail import deliver, make_mail
from tickets.errors import NotAllowed
from tickets.models import Ticket


def test_i05_a_mail_without_sender_is_kept_and_its_neighbours_go_through(support: Channel) -> None:
    broken = make_mail(sender="")
    first, middle, last = (
        deliver(support, make_mail("One")),
        deliver(support, broken),
        deliver(support, make_mail("Two")),
    )
    assert (first.outcome, last.outcome) == ("created", "created")
    assert (middle.state, middle.outcome) == ("quarantined", "quarantined")
    assert middle.reason
    assert bytes(middle.raw) == broken, "the raw bytes are untouched"
    assert Ticket.objects.count() == 2


def test_an_administrator_may_have_it_read_again(support: Channel, admin: User, agent: User) -> None:
    row = deliver(support, make_mail(sender=""))
    with pytest.raises(NotAllowed):
        processing.retry_quarantined(row, by=agent)
    row = processing.retry_quarantined(row, by=admin)
    assert row.state == Inbound.State.PENDING
    processing.process_inbound(row.pk)
    row.refresh_from_db()
    assert row.state == Inbound.State.QUARANTINED, "the same bytes say the same again"


def test_a_mail_that_was_never_brought_in_is_not_read_from_its_headers(support: Channel, admin: User) -> None:
    headers = b"From: maya@cafenorr.example\r\nTo: support@halden.example\r\nSubject: Photos\r\n\r\n"
    store_unfetched(support, external_id="imap:INBOX:1:7", raw=headers, reason="It is bigger than 10 bytes.")
    row = Inbound.objects.get()
    with pytest.raises(processing.NotFetched):
        processing.retry_quarantined(row, by=admin)
    desk = Client()
    desk.force_login(admin)
    page = desk.get(reverse("agent_quarantine")).content.decode()
    assert "Read it in the mailbox." in page
    assert "Try again" not in page
    said = desk.post(reverse("agent_quarantine_attempts", args=[row.pk]), follow=True).content.decode()
    assert "It is still in the mailbox; read it there." in said
    assert processing.process_pending() == 0
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("quarantined", "not_fetched")
    assert not Ticket.objects.exists()


def test_a_reader_that_dies_every_time_ends_in_quarantine(support: Channel) -> None:
    """The attempt is counted before reading, so a mail that kills its reader cannot do so for ever."""
    row = deliver(support, make_mail())
    Inbound.objects.filter(pk=row.pk).update(
        state="pending", attempts=processing.ATTEMPTS, due_at=row.received_at, fingerprint=""
    )
    processing.process_inbound(row.pk)
    row.refresh_from_db()
    assert row.state == "quarantined"


def test_a_row_another_worker_has_is_left_alone(support: Channel) -> None:
    row = deliver(support, make_mail())
    assert processing.process_inbound(row.pk) is None
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 100,
        b"no headers at all",
        b"From: a@b.example\r\nSubject: =?x-bogus?B?//8=?=\r\n\r\n\xff\xfe\x00body",
        b"From: a@b.example\r\nDate: Thu, 99 Foo 2099 99:99:99 +9999\r\n\r\nbody\x00with nul",
        b"From: a@b.example\r\nSubject: " + b"x" * 200_000 + b"\r\n\r\nbody",
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--y\r\n\r\nno such boundary",
    ],
)
def test_bad_mail_ends_as_a_ticket_or_in_quarantine(support: Channel, raw: bytes) -> None:
    row = deliver(support, raw)
    assert row.state in {"done", "quarantined"}
    assert bytes(row.raw) == raw


def test_words_the_database_refuses_are_the_message_s_own_fault(
    support: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value too long for its column must end in quarantine with its reason, not be tried for ever."""
    Channel.objects.filter(pk=support.pk).update(settings={"acknowledge": False})
    row = deliver(support, make_mail(message_id="<" + "x" * 400 + "@x.example>"))
    assert row.state in {"done", "quarantined"}
    assert row.attempts == 1
