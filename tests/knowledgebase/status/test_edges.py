"""What is odd harms nobody: pasted control characters, work begun by hand, edges of months and of the calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.models import User
from knowledgebase.errors import NotNow
from knowledgebase.models import Announcement, Component, Incident
from knowledgebase.operations import incidents
from knowledgebase.operations.announcing import save_announcement
from knowledgebase.operations.component_states import lock_components
from knowledgebase.operations.incident_clock import advance_due
from knowledgebase.operations.incident_records import Settings, record_past_incident, settle_incident
from knowledgebase.operations.incidents import open_incident, post_update, publish_incident
from knowledgebase.operations.maintenances import plan_maintenance, reschedule_maintenance
from knowledgebase.status.states import State
from tests.knowledgebase.status.conftest import state

pytestmark = pytest.mark.django_db
Status = Incident.Status
HOUR = timedelta(hours=1)
LAST, FIRST = datetime(9999, 12, 31, 23, 59, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)


def plan(by: User, part: Component, begins: datetime, **fields: Any) -> Incident:
    fields.setdefault("ends", begins + HOUR)
    return plan_maintenance(
        "The provider moves", components=[part], begins=begins, body="Orders wait.", by=by, **fields
    )


def past(by: User, title: str, began: datetime, ended: datetime | None = None) -> Incident:
    return record_past_incident(
        title, components={}, body="x", resolution="", began=began, ended=ended or began + HOUR, by=by
    )


def test_pasted_control_characters_are_left_out(client: Client, agent: User) -> None:
    incident = open_incident("Log\x1bs", components={}, body="log \x1b[31mred\r\n\tnext", by=agent)
    update = incident.updates.get()
    assert (incident.title, update.body) == ("Logs", "log [31mred\n\tnext")
    settle_incident(incident, Settings(title="A \x0btitle"), by=agent, seen=incident.version)
    for path in ("/status/feed.atom", "/status/feed.rss"):
        answer = client.get(path)
        assert (answer.status_code, "A title" in answer.content.decode()) == (200, True)


def test_a_reminder_of_work_begun_by_hand_is_not_sent(
    agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture
) -> None:
    maintenance = plan(agent, shop, noon + 48 * HOUR)
    post_update(maintenance, Status.IN_PROGRESS, "We begin early.", by=agent)
    time_machine.move_to(noon + 30 * HOUR, tick=False)
    assert advance_due() == 0
    maintenance.refresh_from_db()
    assert (maintenance.status, state(shop)) == ("in_progress", "maintenance")


def test_work_that_has_begun_is_not_planned_again(agent: User, shop: Component, noon: datetime) -> None:
    maintenance = plan(agent, shop, noon + HOUR)
    post_update(maintenance, Status.IN_PROGRESS, by=agent)
    with pytest.raises(NotNow):
        post_update(maintenance, Status.SCHEDULED, by=agent)
    assert state(shop) == "maintenance"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "UTC"])
def test_an_incident_at_the_edge_of_a_month_is_in_the_history_once(
    client: Client, customer: User, agent: User, noon: datetime, zone: str
) -> None:
    past(agent, "Just before", datetime(2026, 8, 31, 22, 30, tzinfo=UTC))
    past(agent, "Just after", datetime(2026, 9, 1, 1, 30, tzinfo=UTC))
    User.objects.filter(pk=customer.pk).update(time_zone=zone)
    client.force_login(customer)
    newer = client.get("/status/history/").content.decode()
    older = client.get("/status/history/?until=2026-08").content.decode()
    assert ("Just before" in newer, "Just after" in newer) == (False, True)
    assert ("Just before" in older, "Just after" in older) == (True, False)
    assert "?until=2026-08" in newer


def test_moments_at_the_ends_of_the_calendar_are_refused(agent: User, admin: User, shop: Component) -> None:
    soon = timezone.now() + HOUR
    maintenance = plan(agent, shop, soon)
    draft = open_incident("Slow", components={}, body="x", draft=True, by=agent)
    attempts: list[tuple[str, Any]] = [
        ("ends", lambda: plan(agent, shop, soon, ends=LAST)),
        ("ends", lambda: reschedule_maintenance(maintenance, begins=soon, ends=LAST, body="", by=agent)),
        ("began", lambda: past(agent, "Long ago", FIRST, timezone.now())),
        ("publish_at", lambda: open_incident("x", components={}, body="x", publish_at=LAST, by=agent)),
        ("publish_at", lambda: settle_incident(draft, Settings(title="x", publish_at=FIRST), by=agent, seen=1)),
        ("ends_at", lambda: save_announcement(Announcement(title="x", ends_at=LAST), [], by=admin)),
        ("starts_at", lambda: save_announcement(Announcement(title="x", starts_at=FIRST), [], by=admin)),
    ]
    for field, attempt in attempts:
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert list(refused.value.message_dict) == [field]


def test_only_public_work_is_offered_to_calendars(
    client: Client, customer: User, agent: User, shop: Component, noon: datetime
) -> None:
    maintenance = plan(agent, shop, noon + HOUR)
    client.force_login(customer)
    paths = ["/status/", maintenance.get_absolute_url()]
    link = reverse("status_appointment", args=[maintenance.pk])
    assert [link in client.get(path).content.decode() for path in paths] == [True, True]
    settle_incident(maintenance, Settings(title="Quiet work", visibility="signed_in"), by=agent, seen=1)
    pages = [client.get(path).content.decode() for path in paths]
    assert [("Quiet work" in page, link in page) for page in pages] == [(True, False)] * 2


def test_a_draft_comes_out_without_a_part_that_is_deleted_just_then(
    agent: User, shop: Component, chat: Component, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = open_incident(
        "Slow", components={shop: State.DEGRADED, chat: State.DEGRADED}, body="x", draft=True, by=agent
    )

    def lock_late(ids: list[int]) -> Any:
        Component.objects.filter(pk=chat.pk).delete()
        return lock_components(ids)

    monkeypatch.setattr(incidents, "lock_components", lock_late)
    publish_incident(incident, by=agent)
    assert state(shop) == "degraded"
