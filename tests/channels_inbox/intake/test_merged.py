"""Late mail for a merged ticket finds the one it became part of."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from channels_inbox.composing import compose
from channels_inbox.models import Channel, Outbound
from tests.factories import make_answer, make_inbound
from tests.mail import deliver, make_mail
from tickets.models import Ticket
from tickets.operations.merging import merge_tickets, undo_merge
from tickets.operations.progress import close_ticket

BAO = "Bao Nguyen <bao@elsewhere.example>"


def opened(support: Channel, **mail: str) -> Ticket:
    ticket = deliver(support, make_mail(**mail)).ticket
    assert ticket is not None
    return ticket


def test_answers_to_every_mark_of_the_source_reach_the_target(support: Channel, agent: User) -> None:
    source, target = opened(support, message_id="<mine@cafenorr.example>"), opened(support, sender=BAO)
    letter: Outbound = make_answer(source, by=agent).deliveries.get()  # type: ignore[attr-defined]
    edge = merge_tickets(source, into=target, by=agent)
    for mail in (
        make_mail("One", to=compose(letter).reply_to[0].email),
        make_mail("Two", in_reply_to=f"<{letter.external_id}>"),
        make_mail("Three", in_reply_to="<mine@cafenorr.example>"),
        make_mail("Four", subject=f"Re [#{source.number}]"),
    ):
        row = deliver(support, mail)
        assert (row.outcome, row.ticket) == ("appended", target)
        assert row.message is not None
        assert row.message.public
    undo_merge(edge, by=agent)
    assert deliver(support, make_mail("Five", in_reply_to="<mine@cafenorr.example>")).ticket == source


def test_replies_in_the_target_go_to_its_requester_with_a_copy_to_the_other(support: Channel, agent: User) -> None:
    source, target = opened(support), opened(support, sender=BAO)
    merge_tickets(source, into=target, by=agent)
    letter: Outbound = make_answer(target, by=agent).deliveries.get()  # type: ignore[attr-defined]
    assert (letter.to, letter.cc) == (["bao@elsewhere.example"], ["maya@cafenorr.example"])


def test_a_stranger_in_the_source_s_thread_stays_one(support: Channel, agent: User) -> None:
    source, target = opened(support), opened(support, sender=BAO)
    letter: Outbound = make_answer(source, by=agent).deliveries.get()  # type: ignore[attr-defined]
    merge_tickets(source, into=target, by=agent)
    mail = make_mail("Hello", sender="Eve <eve@evil.example>", in_reply_to=f"<{letter.external_id}>")
    row = deliver(support, mail)
    assert row.ticket == target
    assert row.message is not None
    assert not row.message.public


def test_a_closed_target_is_followed_up(support: Channel, agent: User) -> None:
    source, target = opened(support, message_id="<mine@cafenorr.example>"), opened(support, sender=BAO)
    merge_tickets(source, into=target, by=agent)
    close_ticket(target, by=agent)
    row = deliver(support, make_mail("Again", in_reply_to="<mine@cafenorr.example>"))
    assert row.outcome == "created"
    assert row.ticket is not None
    assert row.ticket.follow_up_of == target


def test_mail_that_touches_no_merge_asks_nothing_of_merges(support: Channel, agent: User) -> None:
    ticket = opened(support, message_id="<mine@cafenorr.example>")
    make_inbound(ticket)
    with CaptureQueriesContext(connection) as queries:
        deliver(support, make_mail("Still", in_reply_to="<mine@cafenorr.example>"))
    assert not [q for q in queries if "ticketmerge" in q["sql"] or 'snooze"' in q["sql"]]
