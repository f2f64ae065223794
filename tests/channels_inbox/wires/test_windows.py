"""An hour before a messenger takes no free words any more, whoever has the ticket is told: once, while it matters."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification, User
from channels_inbox.models import Conversation
from channels_inbox.windows import remind
from tests.channels_inbox.wires.conftest import take
from tests.channels_inbox.wires.playing import player
from tickets.models import Ticket
from tickets.operations.assigning import assign_ticket
from tickets.operations.progress import close_ticket
from tickets.operations.replying import post_reply

pytestmark = pytest.mark.django_db
NEARLY = timedelta(hours=23, minutes=5)


def write(kind: str, *, number: int = 1) -> Ticket:
    play = player(kind)
    channel = getattr(Conversation.objects.first(), "channel", None) or play.channel("http://127.0.0.1:9")
    ticket = take(channel, play, play.message("Hello", number=number)).ticket
    assert ticket
    # The captured message is an old one.
    Conversation.objects.update(last_in_at=timezone.now())
    for wire in Conversation.objects.exclude(remind_at=None):
        Conversation.objects.filter(pk=wire.pk).update(remind_at=timezone.now() + timedelta(hours=23))
    return ticket


def told(user: User) -> list[str]:
    rows = Notification.objects.filter(user=user, key__startswith="window:")
    return list(rows.order_by("pk").values_list("text", flat=True))


def later() -> int:
    return remind(now=timezone.now() + NEARLY)


def test_the_owner_is_told_once_and_again_after_another_message(agent: User) -> None:
    ticket = write("whatsapp")
    assign_ticket(ticket, to=agent, by=None)
    assert remind() == 0
    assert later() == 1
    assert told(agent)[0].startswith("WhatsApp takes free answers for less than an hour more")
    assert later() == 0
    write("whatsapp", number=2)
    assert later() == 1
    assert len(told(agent)) == 2


@pytest.mark.parametrize("why", ["answered", "closed", "nobody's", "too late"])
def test_nobody_is_told_what_is_no_news(agent: User, why: str) -> None:
    ticket = write("whatsapp")
    if why != "nobody's":
        assign_ticket(ticket, to=agent, by=None)
    if why == "answered":
        post_reply(ticket, by=agent, text="Hi", channel="whatsapp", wire=Conversation.objects.get().pk)
    elif why == "closed":
        close_ticket(ticket, by=agent)
    late = timedelta(hours=2) if why == "too late" else timedelta()
    assert remind(now=timezone.now() + NEARLY + late) == 0
    assert told(agent) == []
    assert Conversation.objects.get().remind_at is None


@pytest.mark.parametrize("kind", ["telegram", "messenger", "sms"])
def test_wires_that_stay_open_to_people_remind_of_nothing(agent: User, kind: str) -> None:
    write(kind)
    assert Conversation.objects.get().remind_at is None
