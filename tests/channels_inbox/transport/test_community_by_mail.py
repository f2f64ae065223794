"""A post goes out by mail and its answer comes back through the real listener, and becomes a post."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from channels_inbox.models import Channel, Inbound
from channels_inbox.neighbours import mail_letters
from channels_inbox.processing import process_pending
from community.models import CommunityLetter, ReachSettings
from helpdesk.lib.delivery import State
from tests.channels_inbox.transport.running import Running
from tests.channels_inbox.transport.sink import Sink, smtp_sink
from tests.community.writing import make_answer, make_member, make_topic

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.host, running.port
        yield running


def test_a_letter_is_sent_once_and_its_answer_is_posted(listener: Running, support: Channel, sink: Sink) -> None:
    ReachSettings.objects.create(sender=support.address)
    topic = make_topic(by=make_member(name="Hana Kovar"))
    post = make_answer(topic, "Bleed the air from it.")
    assert mail_letters() == 0
    CommunityLetter.objects.update(due_at=timezone.now())
    assert [mail_letters(), mail_letters()] == [1, 0]
    row = CommunityLetter.objects.get()
    assert (row.state, row.trouble) == (State.SENT, "")
    [taken] = sink.taken
    letter = taken.message
    assert topic.author is not None
    assert taken.recipients == [topic.author.email]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"

    back = str(letter["Reply-To"].addresses[0].addr_spec)
    answer = (
        f"From: Hana <{topic.author.email}>\r\nTo: {back}\r\nSubject: Re: {letter['Subject']}\r\n"
        f"Message-ID: <back@postbox.example>\r\nIn-Reply-To: {letter['Message-ID']}\r\n\r\n"
        "That was it, thank you.\r\n\r\nOn Sunday, Halden wrote:\r\n> Bleed the air from it.\r\n"
    )
    with smtplib.SMTP("127.0.0.1", listener.port, timeout=20) as client:
        client.sendmail(topic.author.email, [back], answer)
    assert Inbound.objects.get().state == Inbound.State.PENDING
    process_pending()
    assert Inbound.objects.get().outcome == "posted"
    made = topic.posts.get(number=3)
    assert (made.body, made.author, made.reply_to) == ("That was it, thank you.", topic.author, post)
