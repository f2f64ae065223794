"""Promises broken while an incident went on are its own, as long as somebody says it is the cause."""

from __future__ import annotations

from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from accounts.models import Calendar, User
from knowledgebase.operations.incidents import resolve_incident
from tests.factories import make_ticket
from tests.incidents import make_incident
from tickets.blame import breaches_of, causes_of
from tickets.models import Metric, SlaPolicy, SlaTarget
from tickets.models.kinds import Priority
from tickets.operations.incidents import link_incident, unlink_incident
from tickets.operations.promising import save_policy
from tickets.operations.timekeeping import sweep_clocks

pytestmark = pytest.mark.django_db
START = "2026-10-05T07:00:00+00:00"


def test_only_what_broke_while_it_went_on_is_its_own(admin: User, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(START, tick=False)
    target = SlaTarget(priority=Priority.NORMAL, metric=Metric.FIRST_RESPONSE, seconds=3600, mode="calendar")
    save_policy(SlaPolicy(name="All", calendar=Calendar.objects.get(is_default=True)), [target], by=admin)
    before = make_ticket()
    time_machine.shift(timedelta(hours=2))
    sweep_clocks()
    incident = make_incident(admin)
    during = make_ticket()
    time_machine.shift(timedelta(hours=2))
    sweep_clocks()
    late = make_ticket()
    resolve_incident(incident, "Fixed.", by=admin)
    time_machine.shift(timedelta(hours=2))
    sweep_clocks()
    incident.refresh_from_db()
    for ticket in (before, during, late):
        link_incident(ticket, incident, by=admin)
    assert list(breaches_of(incident).values_list("ticket", flat=True)) == [during.pk]
    clocks = list(during.clocks.all())
    assert causes_of(during, clocks) == {clocks[0].pk: incident}
    assert causes_of(before, list(before.clocks.all())) == {}
    unlink_incident(during, incident, by=admin)
    assert not breaches_of(incident).exists()
    assert causes_of(during, clocks) == {}
