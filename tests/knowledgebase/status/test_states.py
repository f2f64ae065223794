"""Several speak of one part at once: each keeps its word, and the part is what counts of them all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from knowledgebase.errors import NotAllowed
from knowledgebase.models import Component, ComponentStatus
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.incidents import open_incident, resolve_incident
from knowledgebase.status.states import Said, Source, State, effective
from tests.knowledgebase.status.conftest import state

pytestmark = pytest.mark.django_db


def test_a_part_comes_back_when_the_last_one_falls_silent(shop: Component, agent: User) -> None:
    set_component_status(shop, State.MAJOR_OUTAGE, source=Source.MONITOR, key="7", by=None)
    incident = open_incident("The shop is slow", components={shop: State.DEGRADED}, body="We look.", by=agent)
    assert state(shop) == State.MAJOR_OUTAGE
    set_component_status(shop, State.OPERATIONAL, source=Source.MONITOR, key="7", by=None)
    assert state(shop) == State.DEGRADED
    set_component_status(shop, State.PARTIAL_OUTAGE, source=Source.MANUAL, by=agent)
    resolve_incident(incident, "All well.", by=agent)
    assert state(shop) == State.PARTIAL_OUTAGE
    set_component_status(shop, State.OPERATIONAL, source=Source.MANUAL, by=agent)
    assert state(shop) == State.OPERATIONAL
    assert not ComponentStatus.objects.standing().exists()


def test_the_same_word_again_changes_nothing(shop: Component, noon: datetime) -> None:
    for _ in range(2):
        set_component_status(shop, State.DEGRADED, source=Source.MONITOR, key="7", by=None, at=noon)
    set_component_status(shop, State.OPERATIONAL, source=Source.MONITOR, key="8", by=None)
    assert ComponentStatus.objects.count() == 1
    worse = noon + timedelta(minutes=5)
    set_component_status(shop, State.MAJOR_OUTAGE, source=Source.MONITOR, key="7", by=None, at=worse)
    first, second = ComponentStatus.objects.all()
    assert (first.status, first.ended_at) == ("degraded", worse)
    assert (second.status, second.began_at, second.ended_at) == ("major_outage", worse, None)


def test_monitors_are_not_listened_to_while_work_goes_on() -> None:
    work = Said(State.MAINTENANCE, Source.MAINTENANCE)
    assert effective([work, Said(State.MAJOR_OUTAGE, Source.MONITOR)]) == State.MAINTENANCE
    assert effective([work, Said(State.DEGRADED, Source.INCIDENT)]) == State.DEGRADED
    assert effective([]) == State.OPERATIONAL


def test_who_only_reads_says_nothing_of_a_part(shop: Component, light_agent: User, customer: User) -> None:
    for person in (light_agent, customer):
        with pytest.raises(NotAllowed):
            set_component_status(shop, State.DEGRADED, source=Source.MANUAL, by=person)
    assert state(shop) == State.OPERATIONAL
