"""Letters to subscribers over a real SMTP server: each once, with workers killed on the way.

The server's own ledger decides what was sent.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox.status_mail.sending import mail_status_updates
from helpdesk.lib.delivery import State
from knowledgebase.models import Component, Subscriber, SubscriberDelivery
from knowledgebase.operations.incidents import open_incident
from tests.channels_inbox.transport.running import ROOT, environment, wait_for
from tests.channels_inbox.transport.sink import Sink, smtp_sink

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WORKER = """
import django
django.setup()
from channels_inbox.status_mail.sending import mail_status_updates
mail_status_updates()
"""
MANY = 30


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.host, running.port
        yield running


@contextmanager
def worker(sink: Sink) -> Iterator[subprocess.Popen[bytes]]:
    """Run the sending worker's task in a process that can be killed."""
    environ = environment(EMAIL_HOST=sink.host, EMAIL_PORT=str(sink.port))
    process = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environ)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def told(agent: User) -> list[str]:
    addresses = [f"reader{n}@example.com" for n in range(MANY)]
    Subscriber.objects.bulk_create(Subscriber(email=one, confirmed_at=timezone.now()) for one in addresses)
    shop = Component.objects.create(name="Shop")
    open_incident("Checkout is slow", components={shop: "degraded"}, body="We look into it.", by=agent)
    return addresses


def received(sink: Sink) -> Counter[str]:
    return Counter(taken.recipients[0] for taken in sink.taken)


def test_everybody_is_told_once(told: list[str], sink: Sink) -> None:
    assert [mail_status_updates(), mail_status_updates()] == [MANY, 0]
    assert received(sink) == Counter(told)
    assert sink.connections == 1, "they share a connection"


def test_workers_killed_on_the_way_tell_nobody_twice_and_forget_nobody(told: list[str], sink: Sink) -> None:
    for share in (5, 12, 20):
        with worker(sink) as process:
            wait_for(partial(_has_sent, sink, process, share))
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        # Its lease is over.
        SubscriberDelivery.objects.filter(state=State.SENDING).update(due_at=timezone.now())
    wait_for(lambda: mail_status_updates() == 0 and not _waiting())
    uncertain = set(
        SubscriberDelivery.objects.filter(state=State.UNCERTAIN).values_list("subscriber__email", flat=True)
    )
    found = received(sink)
    assert set(found.values()) == {1}
    assert set(found) | uncertain == set(told)
    assert len(uncertain) <= 3
    assert SubscriberDelivery.objects.filter(state=State.SENT).count() == MANY - len(uncertain)


def _has_sent(sink: Sink, process: subprocess.Popen[bytes], share: int) -> bool:
    return len(sink.taken) >= share or process.poll() is not None


def _waiting() -> bool:
    rows = SubscriberDelivery.objects.filter(state__in=[State.QUEUED, State.SENDING])
    rows.update(due_at=timezone.now())
    return rows.exists()
