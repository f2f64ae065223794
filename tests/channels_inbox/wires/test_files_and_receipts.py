"""Files both ways, and what the other side says became of a message, for every kind that has them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from channels_inbox.delivering import deliver_pending
from channels_inbox.models import Channel, Conversation, Inbound, Outbound
from channels_inbox.parts import file_link
from channels_inbox.processing import process_pending
from channels_inbox.registry import capabilities
from helpdesk.lib.delivery import State
from tests.channels_inbox.desk.conftest import signed_in
from tests.channels_inbox.wires.conftest import post, take
from tests.channels_inbox.wires.playing import HOOKED, Player
from tests.channels_inbox.wires.vendor import Told, Vendor
from tickets.models import Attachment, Event
from tickets.operations.messages import NewFile, store_file
from tickets.operations.replying import post_reply

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("kind", HOOKED, indirect=True)]


def sent(channel: Channel, play: Player, agent: User, **fields: object) -> list[Outbound]:
    row = take(channel, play, play.message("The gauge stays at 4 bar."))
    assert row.ticket
    wire = Conversation.objects.get().pk
    post_reply(row.ticket, by=agent, text="Bleed the pump first.", channel=channel.kind, wire=wire, **fields)  # type: ignore[arg-type]
    deliver_pending()
    return list(Outbound.objects.order_by("pk"))


def test_a_photo_comes_with_its_message(channel: Channel, play: Player, vendor: Vendor) -> None:
    row = take(channel, play, play.file(vendor.url))
    assert row.message
    assert row.message.text == "This is the gauge."
    file = row.message.attachments.get()
    with file.file.open("rb") as opened:
        assert (file.content_type, opened.read()) == ("image/jpeg", b"\xff\xd8 a photo")


def test_a_photo_that_cannot_be_had_does_not_keep_its_message_away(
    channel: Channel, play: Player, vendor: Vendor
) -> None:
    vendor.answer = lambda asked: Told(503)
    assert post(channel, play.signed(channel, play.file(vendor.url))).status_code == 200
    for _ in range(4):
        process_pending()
        Inbound.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    row = Inbound.objects.get()
    assert row.state == Inbound.State.DONE
    assert row.message
    assert row.message.text.startswith("This is the gauge.\n\n[")
    assert "could not be fetched" in row.message.text


def test_x01_a_file_is_not_fetched_from_inside_our_network(
    channel: Channel, play: Player, vendor: Vendor, settings: object
) -> None:
    settings.WEBHOOK_NETWORKS = []  # type: ignore[attr-defined]
    row = take(channel, play, play.file(vendor.url))
    assert row.message
    assert "inside our own network" in row.message.text
    assert not vendor.asked


def test_an_answer_with_a_file_is_two_deliveries(channel: Channel, play: Player, vendor: Vendor, agent: User) -> None:
    drawing = store_file(NewFile("pump.png", "image/png", b"\x89PNG a drawing"), uploaded_by=agent)
    rows = sent(channel, play, agent, uploads=[drawing])
    assert [(row.state, bool(row.part)) for row in rows] == [(State.SENT, False), (State.SENT, True)]
    if capabilities(channel.kind).fetches_files:
        told = b" ".join(asked.body for asked in vendor.asked).decode()
        assert "hooks" in told
        return
    assert any(b"\x89PNG a drawing" in asked.body for asked in vendor.asked)


def test_the_address_of_a_file_opens_that_file_for_a_while(channel: Channel, agent: User) -> None:
    drawing = store_file(NewFile("pump.png", "image/png", b"\x89PNG a drawing"), uploaded_by=agent)
    path = urlsplit(file_link(drawing)).path
    opened = Client().get(path)
    assert b"".join(opened.streaming_content) == b"\x89PNG a drawing"  # type: ignore[attr-defined]
    assert Client().get(path.replace("/files/", "/files/x")).status_code == 404
    Attachment.objects.all().delete()
    assert Client().get(path).status_code == 404


def test_receipts_are_shown_at_the_message(channel: Channel, play: Player, agent: User) -> None:
    has = capabilities(channel.kind).receipts
    if not has:
        pytest.skip("It has no receipts.")
    row = sent(channel, play, agent)[0]
    told = take(channel, play, play.receipt(row.provider_id, has[-1]))
    row.refresh_from_db()
    assert (told.outcome, row.receipt) == ("receipt", has[-1])
    page = signed_in(agent).get(f"/agent/tickets/{row.message.ticket.number}/").content.decode()
    assert has[-1].capitalize() in page


def test_a_failure_told_later_is_shown_at_the_message(channel: Channel, play: Player, agent: User) -> None:
    if channel.kind not in {"whatsapp", "sms", "api"}:
        pytest.skip("It never tells of failures later.")
    row = sent(channel, play, agent)[0]
    take(channel, play, play.receipt(row.provider_id, "failed"))
    row.refresh_from_db()
    assert row.state == State.BOUNCED
    assert row.trouble
    assert Event.objects.filter(action="delivery_failed").count() == 1


def test_a_receipt_faster_than_our_own_note_waits_for_it(channel: Channel, play: Player, agent: User) -> None:
    if channel.kind not in {"whatsapp", "sms", "api"}:
        pytest.skip("It names no message of ours.")
    row = sent(channel, play, agent)[0]
    Outbound.objects.update(provider_id="")
    early = take(channel, play, play.receipt("theirs-1", "delivered"))
    assert (early.state, early.attempts) == (Inbound.State.PENDING, 0)
    Outbound.objects.update(provider_id="theirs-1")
    Inbound.objects.filter(pk=early.pk).update(due_at=timezone.now())
    process_pending()
    row.refresh_from_db()
    assert row.receipt == "delivered"


def test_a_receipt_of_something_unknown_is_over_after_a_while(channel: Channel, play: Player) -> None:
    if channel.kind not in {"whatsapp", "sms", "api"}:
        pytest.skip("It names no message of ours.")
    early = take(channel, play, play.receipt("theirs-2", "delivered"))
    Inbound.objects.update(due_at=timezone.now(), received_at=timezone.now() - timedelta(minutes=5))
    process_pending()
    early.refresh_from_db()
    assert early.state == Inbound.State.IGNORED
