from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from time_machine import TimeMachineFixture

from knowledgebase.models import Component, ComponentGroup

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def noon(time_machine: TimeMachineFixture) -> datetime:
    """Friday 20 November 2026, 12:00 UTC."""
    time_machine.move_to(NOW, tick=False)
    return NOW


@pytest.fixture
def shop(db: None) -> Component:
    return make_part("Online shop")


@pytest.fixture
def chat(db: None) -> Component:
    return make_part("Chat")


def make_part(name: str, *, group: str = "", **fields: object) -> Component:
    fields.setdefault("start_date", date(2026, 1, 1))
    shelf = ComponentGroup.objects.get_or_create(name=group)[0] if group else None
    return Component.objects.create(name=name, group=shelf, **fields)


def state(part: Component) -> str:
    return Component.objects.values_list("status", flat=True).get(pk=part.pk)
