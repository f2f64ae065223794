"""Machines write too: nothing here may answer a machine, or be made to shower a stranger with mail."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from accounts.models import User
from channels_inbox.acknowledging import acknowledge
from channels_inbox.composing import compose
from channels_inbox.models import Channel, Conversation, Outbound
from tests.factories import make_answer, make_customer, make_ticket
from tests.mail import deliver, make_channel, make_mail
from tickets.models import Event, Ticket
from tickets.operations.progress import resolve_ticket


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-generated"},
        {"precedence": "bulk"},
        {"list_id": "<news.example>"},
        {"x_auto_response_suppress": "All"},
    ],
)
def test_l01_automatic_mail_is_filed_and_never_answered(support: Channel, headers: dict[str, str]) -> None:
    row = deliver(support, make_mail(**headers))
    assert row.outcome == "created"
    assert not Outbound.objects.exists()


def test_l01_an_out_of_office_note_does_not_wake_its_ticket(support: Channel, agent: User) -> None:
    ticket = deliver(support, make_mail()).ticket
    assert ticket is not None
    letter = make_answer(ticket, by=agent).deliveries.get()  # type: ignore[attr-defined]
    resolve_ticket(ticket, by=agent)
    row = deliver(
        support,
        make_mail(
            "I am away until Monday",
            to=compose(letter).reply_to[0].email,
            auto_submitted="auto-replied",
            subject="Out of office",
        ),
    )
    ticket.refresh_from_db()
    assert (row.outcome, row.ticket) == ("appended", ticket)
    assert ticket.category == "resolved"
    assert Outbound.objects.filter(automatic=True).count() == 1, "only the first acknowledgement"


def test_an_automatic_answer_to_nothing_we_know_is_ignored(support: Channel) -> None:
    row = deliver(support, make_mail(auto_submitted="auto-replied", in_reply_to="<unknown@x>"))
    assert (row.state, row.outcome) == ("ignored", "ignored")
    assert not Ticket.objects.exists()


def test_l03_two_desks_that_answer_each_other_stop_after_three(support: Channel) -> None:
    for turn in range(10):
        deliver(support, make_mail(f"We have your message {turn}", sender="desk@other.example", subject=f"T{turn}"))
    assert Outbound.objects.filter(automatic=True).count() == 3


@pytest.mark.django_db(transaction=True)
def test_l03_the_limit_holds_when_workers_acknowledge_at_once() -> None:
    support = make_channel()
    tickets = [make_ticket(make_customer("desk@other.example"), subject=f"T{n}") for n in range(6)]

    def thank(ticket: Ticket) -> None:
        # Read anew: who was made a moment ago is known to nobody only within that transaction.
        event = Event.objects.get(ticket=ticket.pk)
        wire = Conversation.objects.create(channel=support, ticket=event.ticket, address="desk@other.example")
        with transaction.atomic():
            acknowledge(wire, event)
        connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(thank, tickets))
    assert Outbound.objects.filter(automatic=True).count() == 3


def test_l04_our_own_address_opens_nothing(support: Channel) -> None:
    for sender in ("support@halden.example", "SUPPORT+rabc@halden.example"):
        row = deliver(support, make_mail(sender=sender))
        assert row.state == "quarantined", "a person must see it"
        assert row.reason
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("sender", ["noreply@shop.example", "no-reply@shop.example", "mailer-daemon@x.example"])
def test_addresses_nobody_reads_are_not_thanked(support: Channel, sender: str) -> None:
    assert deliver(support, make_mail(sender=sender)).outcome == "created"
    assert not Outbound.objects.exists()


def test_an_administrator_can_turn_the_acknowledgement_off(support: Channel) -> None:
    support.settings = {"acknowledge": False}
    support.save()
    deliver(support, make_mail())
    assert not Outbound.objects.exists()


@pytest.mark.parametrize(("mark", "tickets"), [("helpdesk.localhost", 0), ("desk.other.example", 1)])
def test_l04_only_our_own_mark_makes_a_mail_ours(support: Channel, mark: str, tickets: int) -> None:
    """Another company's help desk of the same make writes to us: people there want an answer, not silence."""
    row = deliver(support, make_mail(x_helpdesk_loop=mark))

    assert Ticket.objects.count() == tickets
    assert row.outcome == ("created" if tickets else "ignored")
    assert not Outbound.objects.exists()
