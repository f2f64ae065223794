"""What wakes tasks may be lost, killed or doubled: the rows are the jobs, and the beat finds them within two minutes."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Calendar, Notification, User
from accounts.models.notification_wishes import Way
from accounts.operations.notifying import notify, wish_for
from helpdesk.celery import app
from tests.channels_inbox.transport.running import ROOT, environment, wait_for
from tests.factories import make_ticket
from tests.tickets.sla.conftest import promise
from tickets.models import Event, SlaClock

LONGEST = 120.0
WORKER = """
import django
django.setup()
from tickets.tasks import keep_time
keep_time()
"""


def beats() -> dict[str, float]:
    """Return every task the beat wakes, and how often."""
    return {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}


def ours() -> dict[str, Any]:
    app.loader.import_default_modules()
    rooms = ("accounts.", "tickets.", "channels_inbox.", "knowledgebase.", "community.", "insights.")
    return {name: task for name, task in app.tasks.items() if name.startswith(rooms)}


def test_j04_whatever_is_woken_by_a_message_is_also_found_by_the_beat_within_two_minutes() -> None:
    woken = {name for name, task in ours().items() if "awake(" in inspect.getsource(task.run)}
    assert len(woken) >= 3
    assert {name: beats().get(name) for name in woken if beats().get(name, LONGEST + 1) > LONGEST} == {}


def test_j06_the_beat_knows_no_local_time_that_a_night_could_skip_or_repeat() -> None:
    """Moments of a local day are rows (clocks, digests), kept in UTC; the beat only looks, every so many seconds."""
    assert str(app.conf.timezone) == "UTC"
    assert {task: every for task, every in beats().items() if not isinstance(every, float)} == {}
    assert set(beats()) <= set(ours())


@pytest.mark.django_db
def test_j04_a_message_that_was_popped_and_lost_costs_a_delay_and_nothing_else(
    agent: User, settings: Any, tmp_path: Path
) -> None:
    settings.MAIL_OUTBOX = str(tmp_path)
    wish_for(agent, ways={Notification.Kind.RULE.value: Way.MAIL.value}, digest_minutes=60)
    # Nobody hears the wake-up: no worker runs here.
    notify(agent, Notification.Kind.RULE, key="x", text="Look here")
    for task in beats():
        if task == "channels_inbox.mail_notifications":
            ours()[task].run()
            ours()[task].run()
    (letter,) = tmp_path.glob("*.eml")
    assert message_from_bytes(letter.read_bytes())["Subject"] == "Look here"


@pytest.fixture
def due(transactional_db: None, agent: User) -> list[SlaClock]:
    promise(Calendar.objects.get(is_default=True), mode="calendar", resolution=3600)
    for _ in range(5):
        make_ticket(assignee=agent)
    # So many days ago that no office was closed ever since.
    long_ago = timezone.now() - timedelta(days=10)
    SlaClock.objects.update(due_at=long_ago, next_at=long_ago, anchor_at=long_ago - timedelta(hours=1))
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    Calendar.objects.update(hours={day: [["00:00", "24:00"]] for day in days})
    return list(SlaClock.objects.all())


@pytest.fixture
def held() -> Iterator[Any]:
    """Let nobody write the ledger while this lasts: a sweep gets so far, and then it waits."""
    other = psycopg2.connect(**connection.get_connection_params())
    with other.cursor() as cursor:
        cursor.execute("LOCK TABLE tickets_slaevent IN SHARE ROW EXCLUSIVE MODE")
    yield other
    other.close()


def waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'tickets_slaevent'::regclass")
        return bool(cursor.fetchone()[0])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_j03_a_worker_killed_in_its_work_leaves_it_to_the_next_beat(due: list[SlaClock], held: Any) -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environment())
    try:
        wait_for(waits)
    finally:
        worker.kill()
        worker.wait(10)
    held.close()
    assert not Event.objects.filter(action="sla_breached").exists()
    assert beats()["tickets.keep_time"] <= LONGEST
    wait_for(lambda: not waits())
    for _ in range(2):
        ours()["tickets.keep_time"].run()
    assert Event.objects.filter(action="sla_breached").count() == len(due)
    assert Notification.objects.filter(kind="sla_breach").count() == len(due)
