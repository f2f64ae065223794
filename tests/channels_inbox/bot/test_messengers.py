"""The bot on the wires of messengers: the same flow, within what each wire carries, and never beside a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Customer, Team, User
from channels_inbox.bot.settling import settle
from channels_inbox.bot.turns import take_turns
from channels_inbox.delivering import deliver_pending
from channels_inbox.models import BotRun, Channel, Conversation, Outbound
from tests.botting import FLOW, bot_answers, make_bot, make_faq
from tests.channels_inbox.wires.conftest import take
from tests.channels_inbox.wires.playing import HOOKED, Player, player
from tests.channels_inbox.wires.vendor import playing
from tests.invariants import broken_rules
from tickets.models import Message, Ticket
from tickets.operations.assigning import assign_ticket
from tickets.operations.merging import merge_tickets
from tickets.operations.progress import close_ticket
from tickets.operations.replying import post_reply

pytestmark = pytest.mark.django_db

MENU = "What is it about?\n\n1. My order\n2. A question\n3. Something else\n4. Talk to a person"


class Phone:
    """A customer's messenger, and the bot of its channel."""

    def __init__(self, kind: str = "sms", tree: dict[str, Any] | None = None) -> None:
        self.play: Player = player(kind)
        self.channel: Channel = self.play.channel("http://127.0.0.1:9")
        self.channel.team = Team.objects.create(name="Shop", slug="shop")
        self.channel.save()
        self.bot = make_bot_of(self.channel, tree)
        self.number = 0

    def write(self, text: str) -> Ticket:
        """Write something, and let the bot take its turn."""
        self.number += 1
        ticket = take(self.channel, self.play, self.play.message(text, number=self.number)).ticket
        assert ticket
        bot_answers()
        ticket.refresh_from_db()
        return ticket


def make_bot_of(channel: Channel, tree: dict[str, Any] | None = None) -> Any:
    class Stub:
        pass

    stub: Any = Stub()
    stub.channel = channel
    return make_bot(stub, tree)


@pytest.fixture
def phone(db: None) -> Phone:
    return Phone()


def said(ticket: Ticket) -> list[str]:
    """Return what the bot said."""
    rows = Message.objects.filter(ticket=ticket, kind=Message.Kind.SYSTEM, public=True)
    return list(rows.order_by("pk").values_list("text", flat=True))


@pytest.mark.parametrize("kind", HOOKED)
def test_a_flow_is_walked_on_every_wire_to_its_hand_over(kind: str, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    phone = Phone(kind)
    with playing(phone.play.answer) as vendor:
        name = "base_url" if "base_url" in phone.channel.settings else "url"
        old = str(phone.channel.settings.get(name, ""))
        phone.channel.settings[name] = old.replace("http://127.0.0.1:9", vendor.url)
        phone.channel.save()
        ticket = phone.write("Hi")
        assert (ticket.team, ticket.with_bot_since is not None) == (None, True)
        phone.write("1")
        phone.write("12345")
        deliver_pending()
        while Outbound.objects.filter(state="queued").update(due_at=timezone.now()):
            deliver_pending()
        heard = [text for text in map(phone.play.said, vendor.posts()) if text]
    ticket.refresh_from_db()
    assert heard == said(ticket)
    assert heard[0].startswith("Hello, I am a machine.")
    assert heard[1].partition("\n")[0] == "What is it about?"
    assert heard[2:] == ["What is your order number?", "Thank you, order 12345 it is.", "Somebody will help."]
    assert (ticket.team, ticket.with_bot_since) == (phone.channel.team, None)
    assert BotRun.objects.get().outcome == "handed"
    note = Message.objects.get(ticket=ticket, kind=Message.Kind.NOTE).text
    assert "order: 12345" in note
    assert "- Hi\n- 1\n- 12345" in note
    assert broken_rules([ticket]) == []


def test_buttons_are_a_numbered_list_where_the_wire_has_none(phone: Phone) -> None:
    ticket = phone.write("Hi")
    assert said(ticket) == ["Hello, I am a machine.\n\nWrite “person” at any time to talk to a person.", MENU]
    assert [row.options for row in Outbound.objects.order_by("pk")] == [{}, {}]
    # By its words too, whatever their case.
    phone.write("my ORDER")
    assert said(ticket)[-1] == "What is your order number?"


def test_a_person_is_one_word_away_in_their_own_language(phone: Phone) -> None:
    make_faq("descaling", answer="Use citric acid.")
    ticket = phone.write("Hallo")
    Customer.objects.filter(pk=ticket.requester_id).update(language="de")
    phone.write("descaling")
    assert said(ticket)[-1].endswith("Mit einem Menschen sprechen")
    phone.write("Mensch")
    assert said(ticket)[-1].startswith("Gern. Ich übergebe Sie")


def test_buttons_go_along_where_the_wire_has_them(db: None) -> None:
    ticket = Phone("telegram").write("Hi")
    assert said(ticket)[-1] == "What is it about?"
    labels = ["My order", "A question", "Something else", "Talk to a person"]
    assert Outbound.objects.order_by("pk").last().options == {"buttons": labels}  # type: ignore[union-attr]


def test_more_buttons_than_the_wire_takes_are_a_list(db: None) -> None:
    """Three are WhatsApp's most."""
    assert said(Phone("whatsapp").write("Hi"))[-1] == MENU


@pytest.mark.parametrize("words", ["4", "person", "Talk to a person", "I want to talk to a human"])
def test_a_person_is_one_word_away(phone: Phone, words: str) -> None:
    phone.write("Hi")
    ticket = phone.write(words)
    assert (BotRun.objects.get().outcome, ticket.team) == ("handed", phone.channel.team)
    assert phone.write("Hello?").with_bot_since is None
    assert said(ticket)[-1] == "Of course. I am handing you over to a person."


def test_an_answer_helps_and_solves(phone: Phone) -> None:
    make_faq("where is my invoice", answer="In your account.")
    ticket = phone.write("Where is my invoice?")
    assert said(ticket)[-1].startswith("In your account.\n\n1. That helped, thank you")
    ticket = phone.write("1")
    assert (ticket.category, BotRun.objects.get().outcome) == ("resolved", "said")
    # Back again, it was no answer: people have it.
    ticket = phone.write("It is not there")
    assert (ticket.category, ticket.team, len(said(ticket))) == ("open", phone.channel.team, 3)
    BotRun.objects.update(settle_at=timezone.now())
    settle()
    assert BotRun.objects.get().outcome == "returned"


@pytest.mark.parametrize("how", ["assigned", "answered"])
def test_who_takes_it_silences_the_bot(phone: Phone, agent: User, how: str) -> None:
    ticket = phone.write("Hi")
    if how == "assigned":
        assign_ticket(ticket, to=agent, by=agent)
    else:
        post_reply(ticket, by=agent, text="Hello!", channel="sms", wire=Conversation.objects.get().pk)
    before = said(ticket)
    run = BotRun.objects.get()
    assert (run.outcome, run.reason) == ("handed", "A colleague took over")
    assert phone.write("1").with_bot_since is None
    assert said(ticket) == before


def test_a_wire_that_went_with_a_merge_is_for_people(phone: Phone, agent: User) -> None:
    ticket = phone.write("Hi")
    other = Ticket.objects.create(
        number=1, subject="x", status=ticket.status, category="open", channel="sms", requester=ticket.requester,
        created_at=timezone.now(), updated_at=timezone.now(), last_message_at=timezone.now(),
    )  # fmt: skip
    merge_tickets(ticket, into=other, by=agent)
    phone.write("1")
    assert said(ticket)[-1] == MENU
    assert BotRun.objects.get().ended_at


def test_machines_are_not_answered_by_the_machine(db: None) -> None:
    phone = Phone("api")
    body = phone.play.message("I am away until Monday.").replace(b'"text"', b'"automatic": true, "text"')
    ticket = take(phone.channel, phone.play, body).ticket
    assert bot_answers() == 0
    assert ticket
    assert not BotRun.objects.exists()
    assert ticket.team == phone.channel.team


def test_who_writes_after_people_closed_their_ticket_meets_people(phone: Phone, agent: User) -> None:
    phone.write("Hi")
    ticket = phone.write("person")
    close_ticket(ticket, by=agent)
    later = phone.write("Still nothing")
    assert (later.follow_up_of, later.team, later.with_bot_since) == (ticket, phone.channel.team, None)
    # Much later it is another question.
    close_ticket(later, by=agent)
    Ticket.objects.filter(pk=later.pk).update(updated_at=timezone.now() - timedelta(days=8))
    assert said(phone.write("Hi again"))[-1] == MENU


def test_where_the_window_is_over_the_bot_keeps_quiet(db: None) -> None:
    phone = Phone("whatsapp")
    ticket = take(phone.channel, phone.play, phone.play.message("Hi")).ticket
    assert ticket
    Conversation.objects.update(last_in_at=timezone.now() - timedelta(hours=25))
    take_turns()
    ticket.refresh_from_db()
    assert (said(ticket), ticket.team) == ([], phone.channel.team)


def test_who_is_urgent_or_of_a_house_meets_a_person_at_once(db: None) -> None:
    tree: dict[str, Any] = {
        "start": "vip",
        "nodes": {
            **FLOW["nodes"],
            "vip": {
                "kind": "condition", "about": "priority", "name": "", "op": "is", "value": "urgent",
                "yes": "people", "no": "hello",
            },
        },
    }  # fmt: skip
    phone = Phone(tree=tree)
    ticket = take(phone.channel, phone.play, phone.play.message("Hi", number=1)).ticket
    assert ticket
    Ticket.objects.filter(pk=ticket.pk).update(priority=4)
    bot_answers()
    assert BotRun.objects.get().outcome == "handed"


def test_silence_in_the_middle_is_a_ticket_for_people(phone: Phone) -> None:
    ticket = phone.write("Hi")
    BotRun.objects.update(due_at=timezone.now())
    take_turns(now=timezone.now() + timedelta(hours=5))
    ticket.refresh_from_db()
    assert (BotRun.objects.get().outcome, ticket.team) == ("abandoned", phone.channel.team)
