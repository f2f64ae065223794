"""The same for many tickets: each exactly once, by the rights of the moment, whatever dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.db.models import F

from accounts.models import Notification, Team, User
from helpdesk.local.folders import ROOT
from tests.channels_inbox.realtime.processes import database_url
from tests.channels_inbox.transport.running import wait_for
from tests.factories import make_inbound, make_ticket, make_user
from tests.invariants import broken_rules
from tests.queueing import gone
from tickets.errors import NotAllowed, TicketError
from tickets.models import BulkItem, BulkJob, Event, Ticket, Visit
from tickets.models.kinds import Category, Priority
from tickets.operations import bulk
from tickets.operations.bulk import cancel_bulk, start_bulk, work_bulk
from tickets.operations.progress import close_ticket
from tickets.operations.visiting import mark_seen
from tickets.selectors import default_status

pytestmark = pytest.mark.django_db

URGENT: list[dict[str, Any]] = [{"action": "set_priority", "params": {"priority": 4}}]
State = BulkItem.State


def start(tickets: list[Ticket], actions: Any = URGENT, *, by: User, key: str = "once") -> BulkJob:
    return start_bulk([ticket.pk for ticket in tickets], actions, by=by, key=key)


def outcome(job: BulkJob) -> dict[int, str]:
    return dict(job.items.values_list("ticket_id", "state"))


def test_every_ticket_is_changed_through_its_operation(agent: User) -> None:
    tickets = [make_ticket() for _ in range(3)]
    so_already = make_ticket(priority=Priority.URGENT)
    job = start([*tickets, so_already], [*URGENT, {"action": "add_tags", "params": {"tags": ["recall"]}}], by=agent)
    assert work_bulk() == 4
    job.refresh_from_db()
    assert job.finished_at is not None
    assert set(outcome(job).values()) == {State.CHANGED}
    for ticket in (*tickets, so_already):
        ticket.refresh_from_db()
        assert ticket.priority == Priority.URGENT
        assert [tag.name for tag in ticket.tags.all()] == ["recall"]
    assert Event.objects.filter(action="priority_changed", by_user=agent).count() == 3
    assert broken_rules() == []


def test_what_one_changes_oneself_stays_read(agent: User) -> None:
    read, unread = make_ticket(), make_ticket()
    colleague = make_user(User.Role.AGENT)
    for user in (agent, colleague):
        mark_seen(read, by=user)
    mark_seen(unread, by=agent)
    make_inbound(unread)
    start([read, unread], by=agent)
    work_bulk()
    behind = Visit.objects.filter(seen_seq__lt=F("ticket__seq")).values_list("ticket", "user")
    assert set(behind) == {(unread.pk, agent.pk), (read.pk, colleague.pk)}


def test_what_is_so_already_is_said_and_what_cannot_be_keeps_its_reason(agent: User) -> None:
    urgent, closed, plain = make_ticket(priority=Priority.URGENT), make_ticket(), make_ticket()
    close_ticket(closed, by=agent)
    job = start([urgent], by=agent)
    resolved = default_status(Category.RESOLVED)
    both = [*URGENT, {"action": "set_status", "params": {"status": resolved.pk}}]
    second = start([closed, plain], both, by=agent, key="second")
    work_bulk()
    assert outcome(job) == {urgent.pk: State.UNCHANGED}
    assert outcome(second) == {closed.pk: State.REFUSED, plain.pk: State.CHANGED}
    assert "closed" in second.items.get(ticket=closed).reason
    closed.refresh_from_db()
    assert closed.priority == Priority.NORMAL, "what a ticket refuses in part is not done in part"


def test_rights_are_asked_when_the_turn_comes(agent: User) -> None:
    mine, theirs = make_ticket(), make_ticket()
    job = start([mine, theirs], by=agent)
    Ticket.objects.filter(pk=theirs.pk).update(team=Team.objects.create(name="Others", slug="others"))
    User.objects.filter(pk=agent.pk).update(ticket_scope=User.TicketScope.TEAMS)
    work_bulk()
    assert outcome(job) == {mine.pk: State.CHANGED, theirs.pk: State.REFUSED}
    assert job.items.get(ticket=theirs).reason == bulk.GONE
    theirs.refresh_from_db()
    assert theirs.priority == Priority.NORMAL


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"role": User.Role.LIGHT_AGENT}, {"role": User.Role.CUSTOMER}]
)
def test_who_may_not_change_tickets_any_more_changes_none(change: dict[str, Any], agent: User) -> None:
    ticket = make_ticket()
    job = start([ticket], by=agent)
    User.objects.filter(pk=agent.pk).update(**change)
    work_bulk()
    assert outcome(job) == {ticket.pk: State.REFUSED}
    ticket.refresh_from_db()
    assert ticket.priority == Priority.NORMAL


def test_light_agents_and_nonsense_start_nothing(agent: User, light_agent: User) -> None:
    ticket = make_ticket()
    with pytest.raises(NotAllowed):
        start([ticket], by=light_agent)
    for actions in ([], [{"action": "fly"}], [{"action": "set_priority", "params": {"priority": 9}}], URGENT * 30):
        with pytest.raises(TicketError):
            start([ticket], actions, by=agent)
    with pytest.raises(TicketError):
        start([], by=agent)
    with pytest.raises(TicketError):
        start_bulk(list(range(1, bulk.MOST + 2)), URGENT, by=agent, key="too many")
    assert not BulkJob.objects.exists()


def test_the_same_key_is_the_same_job(agent: User, admin: User) -> None:
    ticket = make_ticket()
    assert start([ticket], by=agent) == start([ticket], by=agent)
    assert start([ticket], by=admin) != start([ticket], by=agent)
    assert BulkItem.objects.count() == 2


def test_a_stopped_job_leaves_the_rest(agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    tickets = [make_ticket() for _ in range(5)]
    job = start(tickets, by=agent)
    work_bulk()
    cancel_bulk(job, by=make_user(User.Role.AGENT))
    job.refresh_from_db()
    assert job.cancelled_at is None, "only who started it stops it"
    cancel_bulk(job, by=agent)
    work_bulk()
    job.refresh_from_db()
    assert job.finished_at is not None
    assert list(outcome(job).values()) == [State.CHANGED] * 2 + [State.PENDING] * 3


def test_a_fault_of_ours_does_not_stop_the_others(agent: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from tickets.rule_actions import set_priority

    broken, whole = make_ticket(), make_ticket()
    real = set_priority.apply

    def fail(ticket: Ticket, *rest: Any) -> None:
        real(ticket, *rest)
        if ticket.pk == broken.pk:
            raise ZeroDivisionError

    monkeypatch.setattr(set_priority, "apply", fail)
    job = start([broken, whole], by=agent)
    work_bulk()
    assert outcome(job) == {broken.pk: State.REFUSED, whole.pk: State.CHANGED}
    broken.refresh_from_db()
    assert broken.priority == Priority.NORMAL
    assert broken_rules() == []


def test_who_started_a_long_job_is_told_of_its_end_once(agent: User) -> None:
    job = start([make_ticket() for _ in range(bulk.WORTH_TELLING)], by=agent)
    work_bulk()
    work_bulk()
    news = Notification.objects.get(user=agent, kind=Notification.Kind.FINISHED)
    assert news.path == f"/agent/bulk/{job.pk}/"


@pytest.mark.django_db(transaction=True)
def test_several_workers_share_a_job_and_do_each_ticket_once(agent: User) -> None:
    tickets = [make_ticket() for _ in range(40)]
    job = start(tickets, [{"action": "note", "params": {"text": "Recall of batch 88."}}], by=agent)

    def work(_: int) -> int:
        try:
            return work_bulk()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 40
    job.refresh_from_db()
    assert job.finished_at is not None
    assert set(outcome(job).values()) == {State.CHANGED}
    assert Event.objects.filter(message__kind="note").count() == 40


KILLED = """
import os, signal
from django.db import connection
from tickets.rule_actions import note
from tickets.operations.bulk import work_bulk
real, done = note.apply, []
def apply(*given):
    real(*given)
    done.append(1)
    if len(done) == 6:
        os.kill(os.getpid(), signal.SIGKILL)
note.apply = apply
connection.ensure_connection()
print(connection.connection.info.backend_pid, flush=True)
work_bulk()
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_no_ticket_out_and_does_none_twice(agent: User) -> None:
    tickets = [make_ticket() for _ in range(12)]
    job = start(tickets, [{"action": "note", "params": {"text": "Recall of batch 88."}}], by=agent)
    worker = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", KILLED],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "helpdesk.settings.test"},
        capture_output=True,
        check=False,
    )
    assert worker.returncode == -signal.SIGKILL, worker.stderr
    # Until the database has noticed, the ticket in hand is locked, and other workers go past it.
    wait_for(lambda: gone(int(worker.stdout)))
    assert sorted(outcome(job).values()) == [State.CHANGED] * 5 + [State.PENDING] * 7
    work_bulk()
    assert set(outcome(job).values()) == {State.CHANGED}
    for ticket in tickets:
        assert Event.objects.filter(ticket=ticket, message__kind="note").count() == 1
    assert broken_rules() == []
