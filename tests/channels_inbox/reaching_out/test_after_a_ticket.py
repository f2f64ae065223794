"""A solved ticket's customer hears from us some days later, once, in the ticket's own thread."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from accounts.models import User
from accounts.operations.consenting import note_consent
from channels_inbox.adapters.email.compose import write
from channels_inbox.composing import compose
from channels_inbox.models import Outbound, ReachOut, ReachOutDelivery
from channels_inbox.operations.reach_outs import stop_reach_out
from channels_inbox.reaching_out import sending
from channels_inbox.reaching_out.forgetting import forget_reach_outs
from channels_inbox.selectors.reach_outs import counted
from helpdesk.lib import delivery
from tests.channels_inbox.reaching_out.conftest import DAY, Make
from tests.factories import make_inbound
from tests.invariants import broken_rules
from tests.mail import deliver, make_mail
from tickets.models import Ticket
from tickets.models.kinds import Category
from tickets.operations.progress import reopen_ticket, resolve_ticket
from tickets.operations.tagging import set_tags

pytestmark = pytest.mark.django_db
Solve = Callable[..., Ticket]


def row() -> ReachOutDelivery:
    return ReachOutDelivery.objects.get()


def test_it_goes_out_once_when_its_time_has_come(clock: TimeMachineFixture, make_reach_out: Make, solve: Solve) -> None:
    reach_out = make_reach_out()
    ticket = solve()
    clock.shift(3 * DAY - 1)
    assert sending.send_reach_outs() == 0
    clock.shift(1)
    assert sending.send_reach_outs() == 1
    assert sending.send_reach_outs() == 0
    letter = Outbound.objects.get(automatic=True)
    assert (letter.to, letter.subject) == (["maya@cafenorr.example"], f"Does it still run? [#{ticket.number}]")
    assert letter.in_reply_to == Outbound.objects.get(automatic=False).external_id
    assert "Hello Maya, how is" in letter.message.text
    assert broken_rules([ticket]) == []
    # Solved again later, nobody hears it twice.
    ticket.refresh_from_db()
    assert ticket.category == Category.RESOLVED
    assert counted([reach_out])[0][1].sent == 1


def test_its_letter_ends_all_of_them_with_one_click_and_the_database_keeps_no_link(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve
) -> None:
    make_reach_out()
    solve()
    clock.shift(3 * DAY)
    sending.send_reach_outs()
    letter = Outbound.objects.select_related("message__reach_out").get(automatic=True)
    written = compose(letter)
    mail = message_from_bytes(write(written))
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail["List-Unsubscribe"].strip("<>")
    assert link in written.text
    assert link in (written.html or "")
    assert "/no-more/" not in letter.message.text


def test_opened_again_it_is_taken_back_and_solved_anew_it_waits_anew(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve, agent: User
) -> None:
    make_reach_out()
    ticket = solve()
    clock.shift(DAY)
    make_inbound(ticket)
    assert (row().state, row().trouble, row().due_at) == ("cancelled", "Opened again.", None)
    clock.shift(DAY)
    resolve_ticket(ticket, by=agent)
    clock.shift(3 * DAY - 1)
    assert sending.send_reach_outs() == 0
    clock.shift(1)
    assert sending.send_reach_outs() == 1
    assert row().state == "sent"


def test_a_ticket_that_is_opened_in_the_last_moment_gets_nothing(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve, agent: User
) -> None:
    make_reach_out()
    ticket = solve()
    clock.shift(3 * DAY)
    pk = row().pk
    reopen_ticket(ticket, by=agent)
    # As if it had been claimed before the cancellation came.
    ReachOutDelivery.objects.update(state="queued", due_at=row().created_at, trouble="")
    assert sending.send(pk)
    assert row().state == "cancelled"
    assert not Outbound.objects.filter(automatic=True).exists()


def test_a_worker_that_dies_before_its_transaction_ends_leaves_it_to_the_next(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve
) -> None:
    make_reach_out()
    solve()
    clock.shift(3 * DAY)
    assert delivery.claim(ReachOutDelivery, row().pk)
    # Nothing came of that claim: its lease runs out.
    assert sending.send_reach_outs() == 0
    clock.shift(delivery.LEASE.total_seconds())
    assert sending.send_reach_outs() == 1
    assert Outbound.objects.filter(automatic=True).count() == 1


def test_what_falls_due_at_night_waits_for_the_customers_morning(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve
) -> None:
    make_reach_out()
    ticket = solve()
    ticket.requester.time_zone = "Pacific/Auckland"
    ticket.requester.save()
    clock.shift(3 * DAY)
    # Noon in Greenwich is one in the morning there; eight o'clock is seven hours away.
    assert sending.send_reach_outs() == 1
    assert (row().state, row().attempts) == ("queued", 0)
    clock.shift(7 * 3600 - 1)
    assert sending.send_reach_outs() == 0
    clock.shift(1)
    assert sending.send_reach_outs() == 1
    assert row().state == "sent"


@pytest.mark.parametrize(
    ("said", "purpose", "why"),
    [
        (None, "service", ""),
        (True, "offer", ""),
        (None, "offer", "They have not said yes to offers."),
        (False, "service", "They want no more of these."),
        (False, "offer", "They want no more of these."),
    ],
)
def test_consent_decides(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve, said: bool | None, purpose: str, why: str
) -> None:
    make_reach_out(purpose=purpose)
    ticket = solve()
    if said is not None:
        note_consent(ticket.requester, given=said, source="a box on paper", by=None)
    clock.shift(3 * DAY)
    sending.send_reach_outs()
    assert (row().state, row().trouble) == ("held" if why else "sent", why)


def test_one_person_gets_it_once_in_its_time_of_rest(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve
) -> None:
    make_reach_out(rest_days=30)
    solve()
    clock.shift(DAY)
    solve()
    solve("noor@elsewhere.example", "Noor")
    clock.shift(4 * DAY)
    sending.send_reach_outs()
    states = ReachOutDelivery.objects.order_by("pk").values_list("state", "trouble")
    assert list(states) == [("sent", ""), ("held", "They got it within 30 days."), ("sent", "")]


def test_nobody_gets_more_than_three_a_day(clock: TimeMachineFixture, make_reach_out: Make, solve: Solve) -> None:
    for n in range(4):
        make_reach_out(f"Number {n}", delay_seconds=DAY + n)
    solve()
    clock.shift(DAY + 60)
    sending.send_reach_outs()
    assert sorted(ReachOutDelivery.objects.values_list("state", flat=True)) == ["held", "sent", "sent", "sent"]


def test_stopped_it_takes_back_what_waits(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve, admin: User
) -> None:
    reach_out = make_reach_out()
    solve()
    stop_reach_out(reach_out, by=admin)
    assert (row().state, row().trouble) == ("cancelled", "It was stopped.")
    solve("noor@elsewhere.example")
    assert ReachOutDelivery.objects.count() == 1


def test_conditions_ask_what_the_ticket_was(make_reach_out: Make, solve: Solve, agent: User) -> None:
    make_reach_out("For machines", conditions=[["tags", "=", "machine"]])
    make_reach_out("For others", conditions=[["tags", "!=", "machine"]])
    ticket = solve()
    assert row().reach_out.name == "For others"
    reopen_ticket(ticket, by=agent)
    set_tags(ticket, to=["machine"], by=agent)
    resolve_ticket(ticket, by=agent)
    told = ReachOutDelivery.objects.get(reach_out__name="For machines")
    assert told.state == "queued"


def test_an_answer_opens_the_ticket_again_and_is_counted(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve
) -> None:
    reach_out = make_reach_out()
    ticket = solve()
    clock.shift(3 * DAY)
    sending.send_reach_outs()
    letter = Outbound.objects.select_related("message__reach_out").get(automatic=True)
    clock.shift(3600)
    [reply_to] = compose(letter).reply_to
    deliver(letter.channel, make_mail("It leaks again.", to=reply_to.email, subject=f"Re: {letter.subject}"))
    ticket.refresh_from_db()
    assert ticket.category == Category.OPEN
    assert counted([reach_out])[0][1].answered == 1
    assert row().state == "sent"


def test_somebody_without_an_address_is_held_back_with_the_reason(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve
) -> None:
    make_reach_out()
    ticket = solve()
    ticket.requester.identities.all().delete()
    clock.shift(3 * DAY)
    sending.send_reach_outs()
    assert row().trouble == "We have no email address of this customer."


def test_solving_costs_one_statement_while_no_reach_out_runs(make_reach_out: Make, solve: Solve, agent: User) -> None:
    make_reach_out(start=False)
    ticket = solve()
    reopen_ticket(ticket, by=agent)
    with CaptureQueriesContext(connection) as asked:
        resolve_ticket(ticket, by=agent)
    about = [q["sql"] for q in asked if "reachout" in q["sql"] or "customerevent" in q["sql"]]
    assert len(about) == 1
    assert not ReachOutDelivery.objects.exists()


def test_words_that_need_what_is_not_there_hold_it_back(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve
) -> None:
    text: dict[str, Any] = {"en": {"subject": "Hello", "body": "About {{ event.machine }}"}}
    make_reach_out(texts=text)
    solve()
    clock.shift(3 * DAY)
    sending.send_reach_outs()
    assert row().trouble == "Its event does not say “machine”."


def test_one_that_fails_is_tried_again_later_and_keeps_nobody_waiting(
    clock: TimeMachineFixture, make_reach_out: Make, solve: Solve
) -> None:
    broken = make_reach_out()
    solve()
    make_reach_out("Another", delay_seconds=3 * DAY + 1)
    solve("noor@elsewhere.example")
    ReachOut.objects.filter(pk=broken.pk).update(texts={"en": {"subject": "Only that"}})
    clock.shift(3 * DAY + 1)
    assert sending.send_reach_outs() == 3
    rows = ReachOutDelivery.objects.values_list("reach_out__name", "state", "trouble")
    tried = ("Still running?", "queued", "It could not be sent: KeyError.")
    assert sorted(rows) == [("Another", "sent", ""), tried, tried]


def test_solving_costs_the_same_however_many_wait_for_it(make_reach_out: Make, solve: Solve, agent: User) -> None:
    costs = []
    for n in range(2):
        for m in range(3):
            make_reach_out(f"Number {n} {m}")
        ticket = solve()
        for _ in range(2):
            reopen_ticket(ticket, by=agent)
            with CaptureQueriesContext(connection) as asked:
                resolve_ticket(ticket, by=agent)
            costs.append(len(asked))
    assert len(set(costs)) == 1
    assert set(ReachOutDelivery.objects.values_list("state", flat=True)) == {"queued"}


def test_what_is_over_for_a_year_is_forgotten(clock: TimeMachineFixture, make_reach_out: Make, solve: Solve) -> None:
    make_reach_out()
    solve()
    clock.shift(366 * DAY)
    # It waits still, so it is not over.
    assert forget_reach_outs() == 0
    sending.send_reach_outs()
    assert row().state == "held"
    assert forget_reach_outs() == 1
    assert not ReachOutDelivery.objects.exists()
