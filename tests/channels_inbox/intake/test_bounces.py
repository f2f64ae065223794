"""A delivery report marks the delivery it speaks of, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from channels_inbox import delivering, outbound
from channels_inbox.composing import compose
from channels_inbox.delivering import _settle
from channels_inbox.models import Channel, Outbound
from channels_inbox.sending import Sent
from helpdesk.lib import delivery
from tests.factories import make_answer
from tests.mail import deliver, make_channel, make_mail
from tickets.models import Ticket
from tickets.selectors import locked

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
    row: Outbound = make_answer(ticket, by=agent).deliveries.get()  # type: ignore[attr-defined]
    Outbound.objects.filter(pk=row.pk).update(state="sent", due_at=None)
    return row


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
    assert letter.state == "sent"


def test_a_forged_report_cannot_blame_an_address_we_did_not_write_to(support: Channel, letter: Outbound) -> None:
    deliver(support, report(letter, recipient="someone@else.example"))
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_a_report_about_nothing_we_know_is_ignored(support: Channel, letter: Outbound) -> None:
    raw = report(letter).replace(letter.external_id.encode(), b"other@mx.example")
    row = deliver(support, raw)
    assert row.state == "ignored"
    assert letter.message.ticket == Ticket.objects.get()


@pytest.fixture
def to_two(support: Channel, agent: User) -> Outbound:
    ticket = deliver(support, make_mail(cc="bo@cafenorr.example")).ticket
    assert ticket is not None
    return make_answer(ticket, by=agent).deliveries.get()  # type: ignore[attr-defined, no-any-return]


def held(row: Outbound) -> Outbound:
    Outbound.objects.filter(pk=row.pk).update(due_at=timezone.now())
    assert delivery.claim(Outbound, row.pk)
    return Outbound.objects.get(pk=row.pk)


def test_a_bounce_of_one_does_not_stop_the_letter_to_the_other(support: Channel, to_two: Outbound) -> None:
    delivery.mark_later(held(to_two), "greylisted", accepted=["maya@cafenorr.example"])
    deliver(support, report(to_two))
    again = held(to_two)
    assert [a.email for a in (*compose(again).to, *compose(again).cc)] == ["bo@cafenorr.example"]


def test_a_bounce_while_we_are_sending_forgets_nobody_who_accepted(support: Channel, to_two: Outbound) -> None:
    delivery.mark_later(held(to_two), "greylisted", accepted=["maya@cafenorr.example"])
    sending = held(to_two)
    delivery.mark_transmitting(sending)
    deliver(support, report(to_two))
    _settle(sending, Sent(accepted=("bo@cafenorr.example",)))
    to_two.refresh_from_db()
    assert to_two.accepted == ["maya@cafenorr.example", "bo@cafenorr.example"]
    assert "maya@cafenorr.example" in to_two.refused


def test_a_letter_nobody_is_left_for_is_not_handed_over(support: Channel, to_two: Outbound) -> None:
    delivery.mark_later(held(to_two), "greylisted", accepted=["maya@cafenorr.example"])
    deliver(support, report(to_two, recipient="bo@cafenorr.example"))
    Outbound.objects.filter(pk=to_two.pk).update(due_at=timezone.now())
    row = delivering.deliver(to_two.pk)
    assert row is not None
    assert row.state == "sent"


@pytest.mark.django_db(transaction=True)
def test_a_bounce_and_a_person_s_retry_lock_in_one_order(agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    support = make_channel()
    ticket = deliver(support, make_mail()).ticket
    assert ticket is not None
    row = make_answer(ticket, by=agent).deliveries.get()  # type: ignore[attr-defined]
    Outbound.objects.filter(pk=row.pk).update(state="failed")
    raw = report(row)
    both = Barrier(2, timeout=5)

    def meet(found: Ticket) -> Ticket:
        # Both arrive before either goes on: with two orders each would now hold what the other wants.
        with suppress(BrokenBarrierError):
            both.wait()
        return locked(found)

    monkeypatch.setattr("channels_inbox.bounces.locked", meet)
    monkeypatch.setattr("channels_inbox.outbound.locked", meet)

    def run(job: Callable[[], object]) -> None:
        try:
            job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(run, lambda: deliver(support, raw)),
            pool.submit(run, lambda: outbound.retry(row, by=agent)),
        ]
        for job in jobs:
            job.result(30)
    row.refresh_from_db()
    assert row.state in {"queued", "bounced"}
