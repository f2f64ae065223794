"""A delivery report marks the delivery it speaks of, and nothing else."""

from __future__ import annotations

import pytest

from accounts.models import User
from channels_inbox.models import Channel, Outbound
from tests.factories import make_answer
from tests.mail import deliver, make_mail
from tickets.models import Ticket

REPORT = """\
From: MAILER-DAEMON@mx.example
To: support@halden.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn-{n}@mx.example>
Date: Sat, 21 Nov 2026 08:00:00 +0100
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such person

--b
Content-Type: text/rfc822-headers

Message-ID: <{original}>
Subject: Re: No pressure

--b--
"""


@pytest.fixture
def letter(support: Channel, agent: User) -> Outbound:
    ticket = deliver(support, make_mail()).ticket
    assert ticket is not None
    return make_answer(ticket, by=agent).deliveries.get()  # type: ignore[attr-defined, no-any-return]


def report(letter: Outbound, **values: str) -> bytes:
    fields = {"n": "1", "recipient": "maya@cafenorr.example", "action": "failed", "status": "5.1.1"}
    return REPORT.format(original=letter.external_id, **{**fields, **values}).replace("\n", "\r\n").encode()


def test_l02_a_report_marks_the_delivery_and_opens_nothing(support: Channel, letter: Outbound) -> None:
    tickets, deliveries = Ticket.objects.count(), Outbound.objects.count()
    row = deliver(support, report(letter))
    letter.refresh_from_db()
    assert (row.state, row.outcome) == ("ignored", "bounce")
    assert letter.state == "bounced"
    assert "no such person" in letter.refused["maya@cafenorr.example"]
    assert letter.message.ticket.events.filter(action="delivery_failed").count() == 1
    assert (Ticket.objects.count(), Outbound.objects.count()) == (tickets, deliveries)


def test_a_delay_is_no_failure(support: Channel, letter: Outbound) -> None:
    deliver(support, report(letter, action="delayed", status="4.4.1"))
    letter.refresh_from_db()
    assert letter.state == "queued"


def test_a_forged_report_cannot_blame_an_address_we_did_not_write_to(support: Channel, letter: Outbound) -> None:
    deliver(support, report(letter, recipient="someone@else.example"))
    letter.refresh_from_db()
    assert letter.state == "queued"


def test_a_report_about_nothing_we_know_is_ignored(support: Channel, letter: Outbound) -> None:
    raw = report(letter).replace(letter.external_id.encode(), b"other@mx.example")
    row = deliver(support, raw)
    assert row.state == "ignored"
    assert letter.message.ticket == Ticket.objects.get()
