"""Maintenance passes by itself: reminded of, begun, ended, its parts given back; late and doubled beats change nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from time_machine import TimeMachineFixture

from accounts.models import User
from knowledgebase.errors import NotNow
from knowledgebase.models import Component, Incident
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.incident_clock import advance_due
from knowledgebase.operations.incidents import post_update, publish_incident
from knowledgebase.operations.maintenances import cancel_maintenance, plan_maintenance, reschedule_maintenance
from knowledgebase.signals import incident_changed
from knowledgebase.status.states import Source, State
from tests.knowledgebase.status.conftest import state

pytestmark = pytest.mark.django_db
Status = Incident.Status
HOUR = timedelta(hours=1)


def plan(by: User, part: Component, begins: datetime, **fields: Any) -> Incident:
    fields.setdefault("ends", begins + HOUR)
    return plan_maintenance(
        "The provider moves", components=[part], begins=begins, body="Orders wait.", by=by, **fields
    )


def statuses(maintenance: Incident) -> list[str]:
    return [update.status for update in maintenance.updates.order_by("pk")]


def test_it_passes_by_itself(agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture) -> None:
    begins = noon + timedelta(days=2)
    maintenance = plan(agent, shop, begins)
    steps = [
        (begins - 25 * HOUR, ["scheduled"], "operational"),
        (begins - 23 * HOUR, ["scheduled"] * 2, "operational"),
        (begins + HOUR / 6, ["scheduled", "scheduled", "in_progress"], "maintenance"),
        (begins + 2 * HOUR, ["scheduled", "scheduled", "in_progress", "completed"], "operational"),
    ]
    for at, told, shown in steps:
        time_machine.move_to(at, tick=False)
        advance_due()
        assert advance_due() == 0
        assert (statuses(maintenance), state(shop)) == (told, shown)
    maintenance.refresh_from_db()
    assert (maintenance.due_at, maintenance.resolved_at) == (None, begins + HOUR)
    assert (shop.said.get().began_at, shop.said.get().ended_at) == (begins, begins + HOUR)
    reminder = maintenance.updates.order_by("pk")[1]
    assert reminder.body == "A reminder: this begins on Sunday 22 November at 12:00 UTC."


def test_one_that_was_slept_through_begins_and_ends_in_one_go(
    agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture
) -> None:
    maintenance = plan(agent, shop, noon + HOUR)
    time_machine.move_to(noon + timedelta(days=3), tick=False)
    assert advance_due() == 2
    assert statuses(maintenance) == ["scheduled", "in_progress", "completed"]
    assert state(shop) == "operational"


def test_it_gives_parts_back_only_to_what_others_say_of_them(
    agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture
) -> None:
    plan(agent, shop, noon + HOUR)
    time_machine.move_to(noon + 1.5 * HOUR, tick=False)
    advance_due()
    set_component_status(shop, State.MAJOR_OUTAGE, source=Source.MONITOR, key="1", by=None)
    assert state(shop) == "maintenance"
    time_machine.move_to(noon + 3 * HOUR, tick=False)
    advance_due()
    assert state(shop) == "major_outage"


def test_one_that_people_run_waits_for_them(
    agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture
) -> None:
    maintenance = plan(agent, shop, noon + HOUR, runs_itself=False)
    time_machine.move_to(noon + 5 * HOUR, tick=False)
    assert (advance_due(), state(shop)) == (0, "operational")
    post_update(maintenance, Status.IN_PROGRESS, by=agent)
    assert state(shop) == "maintenance"
    post_update(maintenance, Status.COMPLETED, by=agent)
    assert state(shop) == "operational"
    with pytest.raises(NotNow):
        post_update(maintenance, Status.IN_PROGRESS, by=agent)


def test_moving_it_is_told_and_moves_what_the_clock_does(
    agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture
) -> None:
    maintenance = plan(agent, shop, noon + HOUR)
    later = {"begins": noon + 3 * HOUR, "ends": noon + 4 * HOUR}
    for _ in range(2):
        reschedule_maintenance(maintenance, body="The van is late.", by=agent, **later)
    time_machine.move_to(noon + 2 * HOUR, tick=False)
    assert advance_due() == 0
    time_machine.move_to(noon + 3 * HOUR, tick=False)
    assert advance_due() == 1
    longer = {"begins": noon + 3 * HOUR, "ends": noon + 9 * HOUR}
    reschedule_maintenance(maintenance, body="It takes longer.", by=agent, **longer)
    time_machine.move_to(noon + 5 * HOUR, tick=False)
    assert (advance_due(), state(shop)) == (0, "maintenance")
    assert statuses(maintenance) == ["scheduled", "scheduled", "in_progress", "in_progress"]


@pytest.mark.parametrize(("begins", "ends"), [(-1, 1), (2, 2), (3, 2)])
def test_times_that_cannot_be_are_refused(agent: User, shop: Component, noon: datetime, begins: int, ends: int) -> None:
    with pytest.raises(ValidationError):
        plan(agent, shop, noon + begins * HOUR, ends=noon + ends * HOUR)


def test_one_called_off_gives_its_parts_back(
    agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture
) -> None:
    maintenance = plan(agent, shop, noon + HOUR)
    time_machine.move_to(noon + 1.5 * HOUR, tick=False)
    advance_due()
    cancel_maintenance(maintenance, "Not today.", by=agent)
    assert state(shop) == "operational"
    time_machine.move_to(noon + 5 * HOUR, tick=False)
    assert advance_due() == 0


def test_a_draft_is_not_begun(agent: User, shop: Component, noon: datetime, time_machine: TimeMachineFixture) -> None:
    maintenance = plan(agent, shop, noon + HOUR, draft=True)
    time_machine.move_to(noon + 1.5 * HOUR, tick=False)
    assert (advance_due(), state(shop)) == (0, "operational")
    publish_incident(maintenance, by=agent)
    assert (advance_due(), state(shop)) == (1, "maintenance")


def test_one_that_fails_keeps_no_other_waiting(
    agent: User, shop: Component, chat: Component, noon: datetime, time_machine: TimeMachineFixture
) -> None:
    broken, other = plan(agent, shop, noon + HOUR), plan(agent, chat, noon + HOUR)

    def break_one(incident: Incident, **_: Any) -> None:
        if incident.pk == broken.pk:
            raise RuntimeError("Nobody can be told of this.")

    time_machine.move_to(noon + 1.5 * HOUR, tick=False)
    incident_changed.connect(break_one)
    try:
        assert advance_due() == 1
    finally:
        incident_changed.disconnect(break_one)
    assert (state(shop), state(chat)) == ("operational", "maintenance")
    assert statuses(other) == ["scheduled", "in_progress"]
    assert advance_due() == 1
    assert state(shop) == "maintenance"
