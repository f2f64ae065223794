"""The composer shows every way to answer with its window and limits, and the server holds its writer to them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Identity, User
from channels_inbox.models import Channel, Conversation, Outbound
from channels_inbox.selectors.reaching import reaches_of
from tests.channels_inbox.desk.conftest import signed_in
from tests.channels_inbox.wires.conftest import take
from tests.channels_inbox.wires.playing import player
from tests.factories import make_customer, make_mailbox, make_ticket, make_user
from tests.tickets.rules.conftest import do, make_rule
from tickets.models import Message, Ticket
from tickets.operations.messages import NewFile, store_file
from tickets.operations.replying import post_reply
from tickets.selectors import reply_channel

pytestmark = pytest.mark.django_db
TEMPLATE = {"name": "parts_sent", "language": "en", "text": "Hi {{1}}, your {{2}} is on its way.", "places": 2}
MAYA = "+46705550142"


@pytest.fixture
def desk(agent: User) -> Client:
    return signed_in(agent)


@pytest.fixture
def whatsapp(db: None) -> Channel:
    return player("whatsapp").channel("https://graph.facebook.com")


@pytest.fixture
def ticket(whatsapp: Channel) -> Ticket:
    play = player("whatsapp")
    found = take(whatsapp, play, play.message("The gauge stays at 4 bar.")).ticket
    assert found
    return found


def wrote(ago: timedelta) -> None:
    Conversation.objects.update(last_in_at=timezone.now() - ago)


def send(desk: Client, ticket: Ticket, **fields: Any) -> Any:
    form = {"mode": "reply", "text": "Bleed the pump first.", "key": str(uuid.uuid4()), "seen": 99, **fields}
    return desk.post(f"/agent/tickets/{ticket.number}/messages/", form, headers={"HX-Request": "true"})


def way(channel: Channel, address: str = MAYA) -> str:
    return f"{channel.kind}:{channel.pk}:{address}"


def page(desk: Client, ticket: Ticket) -> str:
    return desk.get(f"/agent/tickets/{ticket.number}/").content.decode()


def test_the_wire_they_wrote_on_is_chosen_already(desk: Client, ticket: Ticket, whatsapp: Channel) -> None:
    make_mailbox()
    wrote(timedelta(hours=21))
    Identity.objects.create(customer=ticket.requester, kind="email", value="maya@cafenorr.example")
    html = page(desk, ticket)
    assert f'id="composer_wire" value="{way(whatsapp)}"' in html
    assert "Closes in 2 h 59 min" in html
    assert 'data-wire="email"' in html
    assert ">Send WhatsApp<" in html


def test_an_answer_goes_by_the_way_that_was_chosen(desk: Client, ticket: Ticket, whatsapp: Channel) -> None:
    assert send(desk, ticket, wire=way(whatsapp)).status_code == 200
    message = Message.objects.get(kind="reply")
    assert (message.channel, Outbound.objects.get().channel) == ("whatsapp", whatsapp)


def test_after_a_day_only_a_template_goes(desk: Client, ticket: Ticket, whatsapp: Channel) -> None:
    wrote(timedelta(hours=25))
    refused = send(desk, ticket, wire=way(whatsapp))
    assert refused.status_code == 422
    assert "takes answers for 24 hours, then only templates" in refused.content.decode()
    whatsapp.settings |= {"templates": [TEMPLATE]}
    whatsapp.save()
    assert "Choose a template" in send(desk, ticket, wire=way(whatsapp)).content.decode()
    chosen = {"wire": way(whatsapp), "template": "parts_sent:en"}
    assert "every place" in send(desk, ticket, **chosen, value=["Maya"]).content.decode()
    assert send(desk, ticket, **chosen, value=["Maya", "seal kit"]).status_code == 200
    row = Outbound.objects.get()
    assert row.message.text == "Hi Maya, your seal kit is on its way."
    assert row.options["template"]["values"] == ["Maya", "seal kit"]
    assert not Message.objects.filter(text="Bleed the pump first.").exists()


@pytest.mark.parametrize(("days", "open_"), [(0, True), (3, True), (8, False)])
def test_messenger_takes_a_persons_answer_for_a_week(desk: Client, days: int, open_: bool) -> None:
    channel, play = player("messenger").channel("https://graph.facebook.com"), player("messenger")
    ticket = take(channel, play, play.message("Hello")).ticket
    assert ticket
    wrote(timedelta(days=days, minutes=1))
    reach = next(reach for reach in reaches_of(ticket) if reach.kind == "messenger")
    assert (reach.why_not == "", reach.late) == (open_, days == 3)
    assert send(desk, ticket, wire=reach.value).status_code == (200 if open_ else 422)


def test_too_long_a_text_is_refused_with_both_numbers(desk: Client, ticket: Ticket, whatsapp: Channel) -> None:
    refused = send(desk, ticket, wire=way(whatsapp), text="x" * 4100)
    assert refused.status_code == 422
    assert "takes 4,096 characters; this is 4,100. Shorten it by 4." in refused.content.decode()
    assert not Outbound.objects.exists()


def test_a_file_it_cannot_take_is_refused_by_its_name(
    desk: Client, ticket: Ticket, whatsapp: Channel, agent: User
) -> None:
    drawing = store_file(NewFile("pump.svg", "image/svg+xml", b"<svg/>"), uploaded_by=agent)
    refused = send(desk, ticket, wire=way(whatsapp), uploads=[drawing.token])
    assert refused.status_code == 422
    assert "“pump.svg” is of a kind that cannot be sent this way" in refused.content.decode()


@pytest.mark.parametrize("value", ["whatsapp:1:+1", "whatsapp", "fax:1:2", "sms:x:y", "x" * 300])
def test_a_way_that_does_not_exist_is_refused(desk: Client, ticket: Ticket, value: str) -> None:
    refused = send(desk, ticket, wire=value)
    assert refused.status_code == 422
    assert "cannot be reached any more" in refused.content.decode()


def test_somebody_elses_wire_is_no_way_to_answer(desk: Client, ticket: Ticket, whatsapp: Channel) -> None:
    other = make_ticket()
    assert send(desk, other, wire=way(whatsapp)).status_code == 422
    assert [reach.kind for reach in reaches_of(other)] == ["email"]


def test_a_number_known_from_elsewhere_can_be_written_to_by_sms(desk: Client, agent: User) -> None:
    channel = player("sms").channel("https://api.twilio.com")
    maya = make_customer("maya@cafenorr.example")
    Identity.objects.create(customer=maya, kind="phone", value=MAYA)
    ticket = make_ticket(maya)
    make_mailbox()
    assert send(desk, ticket, wire=way(channel)).status_code == 200
    wire = Conversation.objects.get(channel=channel)
    assert (wire.ticket, wire.key, wire.address) == (ticket, MAYA, MAYA)
    # What they answer comes back to the same ticket.
    play = player("sms")
    back = take(channel, play, play.message("It works now."))
    assert (back.ticket, back.outcome) == (ticket, "appended")
    kinds = Message.objects.filter(ticket=ticket).order_by("pk").values_list("channel", flat=True)
    assert list(kinds) == ["email", "sms", "sms"]


def test_an_older_ticket_answered_by_a_wire_takes_it_along(desk: Client, ticket: Ticket, whatsapp: Channel) -> None:
    older = make_ticket(ticket.requester)
    assert send(desk, older, wire=way(whatsapp)).status_code == 200
    assert Conversation.objects.get().ticket == older


def test_a_paused_channel_says_so_and_a_retired_one_is_gone(desk: Client, ticket: Ticket, whatsapp: Channel) -> None:
    Channel.objects.update(paused_at=timezone.now())
    assert "This channel is paused." in send(desk, ticket, wire=way(whatsapp)).content.decode()
    Channel.objects.update(retired_at=timezone.now())
    assert [reach.kind for reach in reaches_of(ticket)] == ["email"]


def test_light_agents_answer_on_no_wire(ticket: Ticket, whatsapp: Channel, light_agent: User) -> None:
    assert send(signed_in(light_agent), ticket, wire=way(whatsapp)).status_code == 422
    assert not Outbound.objects.exists()


def test_an_agent_of_another_team_finds_no_ticket_to_answer(ticket: Ticket, whatsapp: Channel) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.ASSIGNED)
    assert send(signed_in(limited), ticket, wire=way(whatsapp)).status_code == 404


def test_a_rule_answers_where_the_customer_wrote(whatsapp: Channel) -> None:
    make_rule(do("reply", text="We look at it today."))
    play = player("whatsapp")
    take(whatsapp, play, play.message("The gauge stays at 4 bar."))
    row = Outbound.objects.get()
    assert (row.channel, row.automatic, row.message.kind) == (whatsapp, True, Message.Kind.SYSTEM)
    assert row.conversation == Conversation.objects.get()


def test_the_same_number_elsewhere_is_pointed_out_and_nobody_is_joined(desk: Client, ticket: Ticket) -> None:
    phoned = make_customer("maya@cafenorr.example", "Maya by telephone")
    Identity.objects.create(customer=phoned, kind="phone", value=MAYA)
    assert "The same number belongs to" not in page(desk, ticket)
    other = make_ticket(phoned)
    html = page(desk, ticket)
    assert "The same number belongs to <b>Maya by telephone</b>" in html
    assert f"/agent/tickets/{other.number}/" in html
    assert ticket.requester.identities.count() == 1
    # Nobody else is taken for them: not who has no number, nor who has another.
    assert "The same number belongs to" not in page(desk, make_ticket(make_customer("jo@beck.example")))
    another = make_customer("ann@beck.example")
    Identity.objects.create(customer=another, kind="phone", value="+4631555099")
    assert "The same number belongs to" not in page(desk, make_ticket(another))
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.ASSIGNED)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=limited)
    assert "Maya by telephone" not in page(signed_in(limited), ticket)


def test_a_reply_nobody_chose_a_way_for_goes_by_mail_where_the_messenger_is_gone(agent: User) -> None:
    make_mailbox()
    ticket = make_ticket(make_customer("maya@cafenorr.example"), channel="whatsapp")
    post_reply(ticket, by=agent, text="Bleed the pump first.", channel=reply_channel(ticket))
    row = Outbound.objects.get()
    assert (row.to, row.message.channel) == (["maya@cafenorr.example"], "email")
