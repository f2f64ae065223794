"""A letter of a monitor's goes out to a channel of ours, comes in there, and becomes no ticket."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox import mail_monitor
from channels_inbox.models import Channel, Inbound
from channels_inbox.processing import process_pending
from channels_inbox.storing import store_raw
from knowledgebase.models import Monitor
from knowledgebase.monitoring.result import Ask, Result
from knowledgebase.operations.monitors import save_monitor
from knowledgebase.operations.recording import record
from tests.factories import make_mailbox
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(settings: Any, tmp_path: Path) -> Channel:
    settings.MAIL_OUTBOX = str(tmp_path)
    return make_mailbox("support@halden.example")


@pytest.fixture
def monitor(admin: User, channel: Channel) -> Monitor:
    monitor = Monitor(
        name="Mail comes in",
        kind="mail",
        params={"channel": channel.pk},
        interval_seconds=600,
        timeout_seconds=300,
        failures_needed=1,
    )
    save_monitor(monitor, by=admin)
    return monitor


def look(monitor: Monitor, *, minutes: int = 0) -> Result | None:
    monitor.refresh_from_db()
    now = timezone.now() + timedelta(minutes=minutes)
    return mail_monitor.look(Ask(monitor.pk, monitor.params, monitor.timeout_seconds, now=now, memory=monitor.memory))


def arrive(channel: Channel, folder: str) -> None:
    for number, letter in enumerate(sorted(Path(folder).glob("*.eml"))):
        store_raw(channel, external_id=f"smtp:{number}", raw=letter.read_bytes())
    process_pending()


def test_a_letter_that_comes_in_is_an_answer(monitor: Monitor, channel: Channel, settings: Any) -> None:
    assert look(monitor) is None
    arrive(channel, settings.MAIL_OUTBOX)
    monitor.refresh_from_db()
    assert (monitor.state, monitor.memory) == ("up", {})
    assert monitor.milliseconds is not None
    assert not Ticket.objects.exists()
    assert Inbound.objects.get().state == Inbound.State.IGNORED


def test_a_letter_has_its_time_and_then_it_is_missed(monitor: Monitor) -> None:
    assert look(monitor) is None
    assert look(monitor, minutes=4) is None
    missed = look(monitor, minutes=6)
    assert missed is not None
    assert missed.trouble == "A letter has not come in after 360 seconds."


def test_a_letter_of_ours_that_no_monitor_sent_or_that_came_too_late_is_no_answer(
    monitor: Monitor, channel: Channel, settings: Any
) -> None:
    look(monitor)
    late = look(monitor, minutes=6)
    assert late is not None
    record(Monitor.objects.get(pk=monitor.pk), late, at=timezone.now())
    (first, _second) = sorted(Path(settings.MAIL_OUTBOX).glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    store_raw(channel, external_id="smtp:late", raw=first.read_bytes())
    process_pending()
    mail_monitor.note_arrival("somebody@example.com", at=timezone.now())
    monitor.refresh_from_db()
    assert monitor.state == "down"


def test_a_letter_that_cannot_be_sent_is_a_failure(monitor: Monitor, channel: Channel, settings: Any) -> None:
    settings.MAIL_OUTBOX = settings.EMAIL_HOST = ""
    found = look(monitor)
    assert found is not None
    assert found.trouble == "A letter could not be sent. No mail server is set up for sending."
    channel.retired_at = timezone.now()
    channel.save()
    found = look(monitor)
    assert found is not None
    assert found.trouble == "Its mail channel is gone."
