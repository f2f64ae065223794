"""Reading a mailbox on a real IMAP server, one look at a time."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.email.transport.collecting import Collector
from channels_inbox.adapters.email.transport.imap_client import open_mailbox
from channels_inbox.adapters.email.transport.plan import plan_of
from channels_inbox.models import Channel, Inbound
from tests.channels_inbox.transport.imap_server import PASSWORD, Mailbox
from tests.mail import make_channel, make_mail

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def channel(mailbox: Mailbox, db: None) -> Channel:
    channel = make_channel(settings=mailbox.settings())
    channel.secrets = {"imap_password": PASSWORD}
    channel.save()
    return channel


def collect(channel: Channel, **changed: object) -> int:
    channel.settings |= changed
    plan = plan_of(channel)
    assert plan is not None
    with open_mailbox(plan.server) as client:
        return Collector(channel, plan).collect(client)


def subjects() -> list[bytes]:
    return [bytes(row.raw).partition(b"Subject: ")[2].partition(b"\r\n")[0] for row in Inbound.objects.order_by("pk")]


def test_a_mail_is_stored_as_it_is_and_then_marked_read(mailbox: Mailbox, channel: Channel) -> None:
    raw = make_mail("Ünïcode\n.\n..", subject="First")
    mailbox.add(raw)

    assert collect(channel) == 1

    row = Inbound.objects.get()
    assert bytes(row.raw) == raw
    assert row.external_id.startswith(f"imap:{mailbox.folder}:")
    assert mailbox.seen() == 1


def test_nothing_is_read_twice_and_what_comes_later_is_read(mailbox: Mailbox, channel: Channel) -> None:
    mailbox.add(make_mail(subject="One"))
    assert [collect(channel), collect(channel)] == [1, 0]

    mailbox.add(make_mail(subject="Two"))

    assert collect(channel) == 1
    assert subjects() == [b"One", b"Two"]


def test_a_mail_somebody_has_opened_meanwhile_is_read_all_the_same(mailbox: Mailbox, channel: Channel) -> None:
    collect(channel)
    mailbox.add(make_mail(subject="Opened on a phone"))
    mailbox.client.select_folder(mailbox.folder)
    mailbox.client.add_flags(mailbox.client.search("ALL"), [b"\\Seen"])

    assert collect(channel) == 1


def test_i09_a_new_channel_may_leave_old_mail_alone(mailbox: Mailbox, channel: Channel) -> None:
    mailbox.add(make_mail(subject="Last year"))

    assert collect(channel, imap_start="new") == 0
    mailbox.add(make_mail(subject="Today"))
    assert collect(channel) == 1

    assert subjects() == [b"Today"]
    assert sorted(map(len, mailbox.flags().values())) == [0, 1]


def test_a_stored_mail_can_be_moved_instead(mailbox: Mailbox, channel: Channel) -> None:
    mailbox.add(make_mail())

    collect(channel, imap_after="move", imap_move_to=f"{mailbox.folder}-done")

    assert mailbox.flags() == {}
    assert mailbox.client.select_folder(f"{mailbox.folder}-done", readonly=True)[b"EXISTS"] == 1


def test_or_stay_exactly_as_it_was(mailbox: Mailbox, channel: Channel) -> None:
    mailbox.add(make_mail())

    assert [collect(channel, imap_after="nothing"), collect(channel)] == [1, 0]
    assert list(mailbox.flags().values()) == [set()]


def test_a_mail_too_big_is_shown_to_an_administrator_and_stays_in_the_mailbox(
    mailbox: Mailbox, channel: Channel
) -> None:
    mailbox.add(make_mail(subject="Before"))
    mailbox.add(make_mail("x" * 5000, subject="Holiday film"))
    mailbox.add(make_mail(subject="After"))

    collect(channel, max_bytes=4000)
    collect(channel)

    aside = Inbound.objects.get(state=Inbound.State.QUARANTINED)
    assert b"Subject: Holiday film" in bytes(aside.raw)
    assert "bigger than 4000 bytes" in aside.reason
    assert Inbound.objects.filter(state=Inbound.State.PENDING).count() == 2
    assert mailbox.seen() == 2


def test_after_a_new_uidvalidity_recent_mail_is_read_again_under_other_keys(mailbox: Mailbox, channel: Channel) -> None:
    known = make_mail(subject="Known")
    mailbox.add(known)
    collect(channel)

    mailbox.make_new()
    mailbox.add(known)
    mailbox.add(make_mail(subject="Came meanwhile"))
    collect(channel)
    collect(channel)

    # Both are stored again; intake files the first one as the same letter (tests/channels_inbox/intake).
    assert subjects() == [b"Known", b"Known", b"Came meanwhile"]
