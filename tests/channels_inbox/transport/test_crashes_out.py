"""Delivery rows on their way over a real SMTP server, with workers killed on the way.

The server's own ledger decides what was sent. A lease that runs out is brought forward, not waited for.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from channels_inbox.delivering import deliver, deliver_pending
from channels_inbox.models import Channel, Outbound
from helpdesk.lib.delivery import State
from tests.channels_inbox.transport.letters import MAYA, queued_reply
from tests.channels_inbox.transport.running import ROOT, environment
from tests.channels_inbox.transport.sink import Sink, smtp_sink

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORKER = """
import django
django.setup()
from channels_inbox.delivering import deliver_pending
deliver_pending()
"""


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as running:
        yield running


@pytest.fixture
def channel(support: Channel, sink: Sink) -> Channel:
    use(support, sink.port)
    return support


def use(channel: Channel, port: int) -> None:
    channel.settings = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    channel.save()


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """Run the sending worker's task in a process that can be killed."""
    process = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environment())
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def pass_time(row: Outbound) -> None:
    """Let the row's lease or back-off be over."""
    Outbound.objects.filter(pk=row.pk).update(due_at=timezone.now())


def test_o01_a_row_nobody_was_woken_for_is_sent_once(agent: User, channel: Channel, sink: Sink) -> None:
    row = queued_reply(channel, agent)

    assert [deliver_pending(), deliver_pending()] == [1, 0]

    row.refresh_from_db()
    assert (row.state, row.accepted) == (State.SENT, [MAYA])
    assert [taken.recipients for taken in sink.taken] == [[MAYA]]
    assert sink.taken[0].message["Message-ID"] == f"<{row.external_id}>"


def test_o02_workers_killed_before_the_hand_over_delay_a_letter_and_double_nothing(
    agent: User, channel: Channel, sink: Sink
) -> None:
    row = queued_reply(channel, agent)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use(channel, silent.getsockname()[1])
        for _ in range(3):
            with worker() as process:
                line, _address = silent.accept()
                process.send_signal(signal.SIGKILL)
                process.wait(10)
            line.close()
            assert deliver_pending() == 0  # its lease still runs
            pass_time(row)

    use(channel, sink.port)
    deliver_pending()

    row.refresh_from_db()
    assert (row.state, row.attempts, len(sink.taken)) == (State.SENT, 4, 1)


def test_a_worker_killed_after_the_final_dot_leaves_the_letter_to_a_person(
    agent: User, channel: Channel, sink: Sink
) -> None:
    row = queued_reply(channel, agent)
    sink.stall = True
    with worker() as process:
        assert sink.has_letter.wait(20)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    sink.go_on.set()
    pass_time(row)
    deliver_pending()
    deliver_pending()

    row.refresh_from_db()
    assert row.state == State.UNCERTAIN
    assert "may or may not" in row.trouble
    assert len(sink.taken) == 1


def test_o03_two_workers_with_one_row_make_one_transaction(agent: User, channel: Channel, sink: Sink) -> None:
    row = queued_reply(channel, agent)

    def work(_: int) -> bool:
        try:
            return deliver(row.pk) is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        assert sorted(workers.map(work, range(2))) == [False, True]

    assert (sink.connections, len(sink.taken)) == (1, 1)


def test_o04_a_temporary_refusal_is_tried_again_as_the_same_letter(agent: User, channel: Channel, sink: Sink) -> None:
    row = queued_reply(channel, agent)
    sink.to_letter = "451 4.7.1 Greylisted"
    for _ in range(3):
        deliver_pending()
        row.refresh_from_db()
        assert (row.state, row.trouble) == (State.QUEUED, f"{MAYA}: 451 4.7.1 Greylisted")
        pass_time(row)
    sink.to_letter = "250 OK"
    deliver_pending()

    row.refresh_from_db()
    assert (row.state, row.trouble) == (State.SENT, "")
    assert [taken.message["Message-ID"] for taken in sink.taken] == [f"<{row.external_id}>"]


def test_o04_a_permanent_refusal_is_final_and_says_why(agent: User, channel: Channel, sink: Sink) -> None:
    row = queued_reply(channel, agent)
    sink.to_recipient[MAYA] = "550 5.1.1 No such user"
    deliver_pending()

    row.refresh_from_db()
    assert (row.state, row.due_at, row.refused) == (State.FAILED, None, {MAYA: "550 5.1.1 No such user"})
    assert sink.taken == []


def test_o05_a_retry_goes_only_to_those_who_have_not_accepted(agent: User, channel: Channel, sink: Sink) -> None:
    row = queued_reply(channel, agent, to=(MAYA, "full@x.example", "gone@x.example"))
    sink.to_recipient = {"full@x.example": "452 4.2.2 Full", "gone@x.example": "550 5.1.1 Gone"}
    deliver_pending()
    pass_time(row)
    sink.to_recipient = {}
    deliver_pending()

    row.refresh_from_db()
    assert [taken.recipients for taken in sink.taken] == [[MAYA], ["full@x.example"]]
    assert (row.state, row.accepted) == (State.SENT, [MAYA, "full@x.example"])
    assert row.refused == {"gone@x.example": "550 5.1.1 Gone"}
