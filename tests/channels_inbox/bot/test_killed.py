"""A worker is killed in the middle of the bot's step: nothing of it is there, and the next one says all of it once."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from channels_inbox.bot.turns import take_turns
from channels_inbox.models import BotRun, BotTurn, ChatEntry, Outbound
from tests.botting import make_bot
from tests.channels_inbox.bot.test_messengers import make_bot_of
from tests.channels_inbox.transport.running import ROOT, environment, wait_for
from tests.channels_inbox.wires.conftest import take
from tests.channels_inbox.wires.playing import player
from tests.chatting import Browser, chat_of, make_widget
from tests.queueing import gone
from tickets.models import Event, Message, Ticket

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORKER = """
import django
django.setup()
from channels_inbox.bot.turns import take_turns
take_turns()
"""
_BACKENDS = """
SELECT pid FROM pg_stat_activity
WHERE wait_event_type = 'Lock' AND datname = current_database() AND pid <> pg_backend_pid()
"""


def stuck() -> list[int]:
    """Return who waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(_BACKENDS)
        return [pid for (pid,) in cursor.fetchall()]


def kill_once_stuck() -> int:
    """Start a worker, kill it as soon as it waits for what the caller holds, and return its backend."""
    worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environment())
    try:
        wait_for(stuck, seconds=60)
        [backend] = stuck()
        worker.send_signal(signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait(10)
    return backend


def take_again() -> int:
    """Let the next worker come once the dead one's claim has run out."""
    return take_turns(now=timezone.now() + timedelta(minutes=1))


def test_in_a_chat_nothing_is_half_said_and_nothing_twice() -> None:
    widget = make_widget()
    make_bot(widget)
    browser = Browser.welcomed(widget)
    key = browser.start("Hi")
    with transaction.atomic():
        # Its second sentence meets a row of the same name that nobody has committed.
        ChatEntry.objects.create(
            conversation_id=chat_of(key).pk, seq=99, client_id="bot:1:1", author="bot", created_at=timezone.now()
        )
        backend = kill_once_stuck()
        transaction.set_rollback(True)
    # PostgreSQL finishes the statement of a client that died, and only then sees that nobody is there.
    wait_for(lambda: gone(backend))
    assert browser.texts(key) == ["Hi"]
    assert take_turns() == 0
    assert take_again() == 1
    assert [entry["client_id"] for entry in browser.entries(key)][1:] == ["bot:1:0", "bot:1:1"]
    assert take_again() == 0
    assert BotTurn.objects.count() == 1


def test_on_a_wire_neither() -> None:
    play = player("sms")
    channel = play.channel("http://127.0.0.1:9")
    make_bot_of(channel)
    ticket = take(channel, play, play.message("Hi")).ticket
    assert ticket
    with transaction.atomic():
        # The event of its second sentence meets one of the same place that nobody has committed.
        ticket.refresh_from_db()
        Event.objects.create(ticket=ticket, seq=ticket.seq + 2, action="held", created_at=timezone.now())
        backend = kill_once_stuck()
        transaction.set_rollback(True)
    wait_for(lambda: gone(backend))
    assert not Outbound.objects.exists()
    assert Message.objects.filter(ticket=ticket).count() == 1
    assert take_turns() == 0
    assert take_again() == 1
    assert Message.objects.filter(ticket=ticket, kind=Message.Kind.SYSTEM).count() == Outbound.objects.count() == 2
    assert take_again() == 0
    run = BotRun.objects.get()
    assert (run.node, run.handled) == ("menu", 1)
    seqs = list(ticket.events.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
    assert Ticket.objects.get(pk=ticket.pk).seq == len(seqs)
