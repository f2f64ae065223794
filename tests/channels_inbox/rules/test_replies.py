"""A rule's reply is a letter like others, but one that neither loops nor annoys."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from channels_inbox.composing import compose
from channels_inbox.models import Channel, Conversation, Outbound
from tests.factories import make_inbound, make_ticket
from tests.mail import deliver, make_channel, make_mail
from tests.tickets.rules.conftest import do, make_rule
from tickets.models import RuleRun, Ticket
from tickets.rule_actions import set_priority

pytestmark = pytest.mark.django_db
HELLO = do("reply", text="Hello {{ customer.first_name }}, this is about #{{ ticket.number }}.")


@pytest.fixture
def support(db: None) -> Channel:
    return make_channel(settings={"acknowledge": False})


def refusals() -> list[str]:
    return [done["error"] for run in RuleRun.objects.order_by("pk") for done in run.done]


def test_it_answers_in_the_thread_of_the_mail_and_is_marked_as_automatic(support: Channel, admin: User) -> None:
    make_rule(HELLO)
    row = deliver(support, make_mail(message_id="<first@cafenorr.example>"))
    assert row.ticket is not None
    letter = Outbound.objects.get()
    assert letter.conversation == Conversation.objects.get(ticket=row.ticket)
    assert (letter.to, letter.automatic, letter.state) == (["maya@cafenorr.example"], True, "queued")
    assert letter.in_reply_to == "first@cafenorr.example"
    sent = compose(letter)
    assert sent.automatic
    assert sent.text.startswith(f"Hello Maya, this is about #{row.ticket.number}.")
    assert letter.message.kind == "system"
    row.ticket.refresh_from_db()
    # Nobody has answered yet.
    assert row.ticket.first_replied_at is None
    assert row.ticket.waiting_since is not None


def test_a_sender_nobody_proved_hears_none_of_their_own_words(support: Channel, admin: User) -> None:
    make_rule(HELLO)
    row = deliver(support, make_mail(subject="Buy https://evil.example now"))
    assert row.ticket is not None
    assert Outbound.objects.get().subject == f"Your request [#{row.ticket.number}]"


@pytest.mark.parametrize("headers", [{"auto_submitted": "auto-generated"}, {"precedence": "bulk"}])
def test_machines_are_not_answered(support: Channel, admin: User, headers: dict[str, str]) -> None:
    make_rule(HELLO, do("add_tags", tags=["seen"]))
    row = deliver(support, make_mail(**headers))
    assert row.ticket is not None
    assert not Outbound.objects.exists()
    assert refusals() == ["The customer's last message is automatic, and machines do not answer machines.", ""]
    assert [t.name for t in row.ticket.tags.all()] == ["seen"]


def test_an_out_of_office_note_in_a_ticket_is_not_answered_either(support: Channel, admin: User) -> None:
    ticket = deliver(support, make_mail(message_id="<one@cafenorr.example>")).ticket
    make_rule(HELLO, events=("customer_wrote",))
    row = deliver(
        support,
        make_mail("Away.", in_reply_to="<one@cafenorr.example>", auto_submitted="auto-replied", subject="Away"),
    )
    assert row.ticket == ticket
    assert not Outbound.objects.exists()
    assert refusals() == ["The customer's last message is automatic, and machines do not answer machines."]


def test_one_rule_writes_in_one_ticket_once_a_day(support: Channel, admin: User) -> None:
    make_rule(HELLO, events=("customer_wrote",))
    ticket = make_ticket()
    assert Outbound.objects.count() == 1
    make_inbound(ticket)
    assert Outbound.objects.count() == 1
    assert refusals()[-1] == "This rule wrote to the customer of this ticket within the last 24 hours."
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        make_inbound(ticket)
    assert Outbound.objects.count() == 2


def test_one_address_gets_five_an_hour_however_many_tickets(support: Channel, admin: User) -> None:
    make_rule(HELLO)
    for n in range(8):
        deliver(support, make_mail(subject=f"Question {n}"))
    assert Ticket.objects.count() == 8
    assert Outbound.objects.count() == 5
    assert refusals()[-1] == "maya@cafenorr.example had 5 automatic letters within the hour."
    # What was not sent was not written either.
    assert sum(t.messages.filter(kind="system").count() for t in Ticket.objects.all()) == 5


def test_an_address_nobody_reads_is_left_alone(support: Channel, admin: User) -> None:
    make_rule(HELLO)
    deliver(support, make_mail(sender="Shop <no-reply@shop.example>"))
    assert not Outbound.objects.exists()
    assert refusals() == ["Nobody reads no-reply@shop.example."]


def test_two_rules_that_answer_each_other_s_letters_are_no_ping_pong(support: Channel, admin: User) -> None:
    make_rule(HELLO, name="One", events=("opened", "customer_wrote"))
    make_rule(HELLO, name="Two", events=("opened", "customer_wrote"))
    deliver(support, make_mail())
    assert Outbound.objects.count() == 2
    assert not RuleRun.objects.filter(outcome="loop").exists()


def test_a_rule_that_fails_after_its_reply_takes_it_back_and_the_mail_comes_in(
    support: Channel, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("nobody expects this")

    monkeypatch.setattr(set_priority, "apply", fail)
    make_rule(HELLO, do("set_priority", priority=4))
    row = deliver(support, make_mail())
    assert row.outcome == "created"
    assert row.ticket is not None
    assert RuleRun.objects.get().outcome == "failed"
    assert not Outbound.objects.exists()
    assert not row.ticket.messages.filter(kind="system").exists()
