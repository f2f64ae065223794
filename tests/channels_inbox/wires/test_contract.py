"""What holds for every kind of channel whose vendor posts to us. A new kind is in here by being registered."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from channels_inbox.delivering import deliver_pending
from channels_inbox.models import Channel, Conversation, Inbound, Outbound
from channels_inbox.outbound import retry
from channels_inbox.processing import process_pending
from channels_inbox.registry import capabilities, door
from helpdesk.lib.delivery import State
from tests.channels_inbox.desk.conftest import signed_in
from tests.channels_inbox.wires.conftest import post, take
from tests.channels_inbox.wires.playing import HOOKED, Player, Post
from tests.channels_inbox.wires.vendor import Told, Vendor
from tickets.models import Event, Message, Ticket
from tickets.operations.progress import close_ticket
from tickets.operations.replying import post_reply

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", HOOKED, indirect=True)]


def answered(channel: Channel, play: Player, agent: User, text: str = "Bleed the pump first.") -> Outbound:
    """Return the delivery of an agent's answer to a message that came by the channel."""
    row = take(channel, play, play.message("The gauge stays at 4 bar."))
    assert row.ticket
    post_reply(row.ticket, by=agent, text=text, channel=channel.kind, wire=Conversation.objects.get().pk)
    return Outbound.objects.get()


def test_a_message_opens_a_ticket_of_the_person_who_wrote(channel: Channel, play: Player) -> None:
    row = take(channel, play, play.message("The gauge stays at 4 bar."))
    assert (row.state, row.outcome) == (Inbound.State.DONE, "created")
    assert row.ticket
    assert row.message
    assert (row.ticket.channel, row.message.text, row.message.public) == (
        channel.kind,
        "The gauge stays at 4 bar.",
        True,
    )
    identity = row.ticket.requester.identities.get(kind=capabilities(channel.kind).identity)
    assert identity.value == play.HANDLE
    assert row.message.sender_verified is capabilities(channel.kind).proves_sender


def test_i10_a_replay_is_one_message(channel: Channel, play: Player) -> None:
    body = play.message("Once only.")
    take(channel, play, body)
    take(channel, play, body)
    assert Inbound.objects.count() == Message.objects.count() == 1


def test_several_messages_in_one_delivery_are_several_rows(channel: Channel, play: Player) -> None:
    body, count = play.two_messages()
    take(channel, play, body)
    assert Inbound.objects.count() == Message.objects.count() == count
    assert Ticket.objects.count() == 1


def test_the_thread_is_kept(channel: Channel, play: Player) -> None:
    first = take(channel, play, play.message("The gauge stays at 4 bar."))
    second = take(channel, play, play.message("Still 4 bar.", number=2))
    assert (second.outcome, second.ticket) == ("appended", first.ticket)
    assert Conversation.objects.get().last_in_at is not None


def test_after_the_end_of_a_ticket_the_wire_moves_on_to_a_follow_up(
    channel: Channel, play: Player, agent: User
) -> None:
    first = take(channel, play, play.message("The gauge stays at 4 bar."))
    assert first.ticket
    close_ticket(first.ticket, by=agent)
    second = take(channel, play, play.message("It is back.", number=2))
    assert second.outcome == "created"
    assert second.ticket
    assert second.ticket.follow_up_of == first.ticket
    assert Conversation.objects.get().ticket == second.ticket


def forgeries(play: Player, channel: Channel) -> list[Post]:
    """Return the ways to post without the channel's secret."""
    real = play.signed(channel, play.message("I am Maya."))
    bare = Post(real.body, {}, real.content_type)
    wrong = Post(real.body, {name: f"{value[:-4]}0000" for name, value in real.headers.items()}, real.content_type)
    other = play.signed(channel, play.message("Something else.", number=9))
    return [bare, wrong] + ([Post(real.body, other.headers, real.content_type)] if signs_body(channel.kind) else [])


def signs_body(kind: str) -> bool:
    """Telegram repeats one secret; all others sign what they say."""
    return kind != "telegram"


def test_x05_nothing_unproved_is_stored(channel: Channel, play: Player, caplog: pytest.LogCaptureFixture) -> None:
    for forged in forgeries(play, channel):
        refused = post(channel, forged)
        assert refused.status_code in {401, 403}
        assert refused.json() == {"detail": "Who sent this is not proved."}
    assert not Inbound.objects.exists()
    assert "was refused" in caplog.text


def test_x05_an_unset_secret_opens_nothing(channel: Channel, play: Player) -> None:
    before = play.signed(channel, play.message("I am Maya."))
    play.unset(channel)
    for forged in (before, play.signed(channel, play.message("I am Maya."))):
        assert post(channel, forged).status_code in {401, 403}
    assert not Inbound.objects.exists()


def test_an_unknown_event_is_answered_and_logged(
    channel: Channel, play: Player, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    assert post(channel, play.signed(channel, play.unknown())).status_code == 200
    assert not Inbound.objects.exists()
    assert "means nothing here" in caplog.text


def test_a_body_too_large_is_refused_unread(channel: Channel, play: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door(channel.kind), "MOST_BYTES", 100)
    assert post(channel, play.signed(channel, play.message("x" * 100))).status_code == 413
    assert not Inbound.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe", b"[" * 50_000])
def test_a_signed_body_of_another_shape_is_no_traceback(channel: Channel, play: Player, body: bytes) -> None:
    told = post(channel, play.signed(channel, body))
    assert told.status_code in {200, 422}
    process_pending()
    assert not Ticket.objects.exists()
    assert not Inbound.objects.filter(state=Inbound.State.PENDING).exists()


def test_no_such_channel(channel: Channel, play: Player) -> None:
    sent = play.signed(channel, play.message("Hello"))
    for path in (f"/hooks/{channel.kind}/elsewhere/", f"/hooks/email/{channel.slug}/", "/hooks/fax/x/"):
        assert Client().post(path, sent.body, content_type=sent.content_type).status_code == 404


def test_what_comes_while_paused_waits(channel: Channel, play: Player) -> None:
    Channel.objects.update(paused_at=timezone.now())
    assert take(channel, play, play.message("Are you there?")).state == Inbound.State.PENDING
    assert not Ticket.objects.exists()


def test_an_answer_goes_out_once_and_says_so(channel: Channel, play: Player, vendor: Vendor, agent: User) -> None:
    row = answered(channel, play, agent)
    assert [deliver_pending(), deliver_pending()] == [1, 0]
    row.refresh_from_db()
    assert (row.state, row.trouble) == (State.SENT, "")
    assert row.provider_id
    assert [play.said(asked) for asked in vendor.posts()] == ["Bleed the pump first."]


def test_a_refusal_is_shown_at_the_message_with_its_reason_and_a_retry(
    channel: Channel, play: Player, vendor: Vendor, agent: User
) -> None:
    told, words = play.refusal()
    vendor.answer = lambda asked: told
    row = answered(channel, play, agent)
    deliver_pending()
    row.refresh_from_db()
    assert row.state == State.FAILED
    page = unescape(signed_in(agent).get(f"/agent/tickets/{row.message.ticket.number}/").content.decode())
    assert words in page
    assert f"again_{row.pk}" in page
    vendor.answer = play.answer
    retry(row, by=agent)
    deliver_pending()
    row.refresh_from_db()
    assert row.state == State.SENT


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_vendor_in_trouble_is_asked_again(
    channel: Channel, play: Player, vendor: Vendor, agent: User, status: int
) -> None:
    vendor.answer = lambda asked: Told(status, b"<html>Bad gateway</html>", "text/html")
    row = answered(channel, play, agent)
    deliver_pending()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.QUEUED, 1)
    assert row.trouble
    assert "<html>" not in row.trouble
    vendor.answer = play.answer
    Outbound.objects.update(due_at=row.created_at)
    deliver_pending()
    row.refresh_from_db()
    assert row.state == State.SENT


def test_a_lost_answer_is_not_sent_twice(channel: Channel, play: Player, vendor: Vendor, agent: User) -> None:
    """Either nobody sends it again but a person, or the other side knows it by its id."""
    vendor.answer = lambda asked: Told(hang_up=True)
    row = answered(channel, play, agent)
    deliver_pending()
    row.refresh_from_db()
    Outbound.objects.filter(due_at__isnull=False).update(due_at=row.created_at)
    vendor.answer = play.answer
    deliver_pending()
    row.refresh_from_db()
    sent = vendor.posts()
    if capabilities(channel.kind).idempotent:
        assert row.state == State.SENT
        assert len({asked.headers["x-helpdesk-delivery"] for asked in sent}) == 1
    else:
        assert (row.state, len(sent)) == (State.UNCERTAIN, 1)


def test_the_timeline_marks_each_message_with_its_wire(channel: Channel, play: Player, agent: User) -> None:
    row = answered(channel, play, agent)
    kinds = set(Message.objects.filter(ticket=row.message.ticket).values_list("channel", flat=True))
    assert kinds == {channel.kind}
    assert Event.objects.filter(ticket=row.message.ticket, particulars__wire=row.conversation_id).exists()


def test_x01_the_vendor_is_never_looked_for_inside_our_network(
    channel: Channel, play: Player, vendor: Vendor, agent: User, settings: Any
) -> None:
    settings.WEBHOOK_NETWORKS = []
    row = answered(channel, play, agent)
    deliver_pending()
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert "inside our own network" in row.trouble
    assert not vendor.asked
