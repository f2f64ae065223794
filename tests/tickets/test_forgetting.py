"""Bulk jobs are kept as long as somebody may ask what became of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from tests.factories import make_ticket
from tickets.models import BulkItem, BulkJob, Event
from tickets.operations import forgetting
from tickets.operations.bulk import start_bulk, work_bulk
from tickets.operations.forgetting import forget_bulk_jobs

pytestmark = pytest.mark.django_db


def start(by: User, *, key: str, tickets: int = 3) -> BulkJob:
    urgent = [{"action": "set_priority", "params": {"priority": 4}}]
    return start_bulk([make_ticket().pk for _ in range(tickets)], urgent, by=by, key=key)


def test_a_job_is_forgotten_ninety_days_after_its_end(agent: User) -> None:
    job = start(agent, key="old")
    work_bulk()
    done = Event.objects.filter(action="priority_changed").count()
    job.refresh_from_db()
    assert job.finished_at is not None
    assert forget_bulk_jobs(now=job.finished_at + timedelta(days=90)) == 0
    assert forget_bulk_jobs(now=job.finished_at + timedelta(days=90, seconds=1)) == 4
    assert not BulkJob.objects.exists()
    assert not BulkItem.objects.exists()
    assert Event.objects.filter(action="priority_changed").count() == done == 3


def test_what_is_not_finished_is_kept_however_old(agent: User) -> None:
    start(agent, key="stuck")
    BulkJob.objects.update(created_at=timezone.now() - timedelta(days=400))
    assert forget_bulk_jobs() == 0
    assert BulkItem.objects.count() == 3


def test_a_large_job_goes_in_batches_and_the_next_beat_ends_it(agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    start(agent, key="large", tickets=5)
    work_bulk()
    later = timezone.now() + timedelta(days=91)
    assert forget_bulk_jobs(now=later, limit=3) == 4
    assert (BulkJob.objects.count(), BulkItem.objects.count()) == (1, 1)
    assert forget_bulk_jobs(now=later) == 2
    assert forget_bulk_jobs(now=later) == 0
