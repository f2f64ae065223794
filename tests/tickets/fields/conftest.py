from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from tests.factories import make_ticket
from tickets.models import CustomField, Ticket
from tickets.operations.asking import save_field


@pytest.fixture
def ticket(db: None) -> Ticket:
    return make_ticket()


def make_field(by: User, label: str = "Serial number", kind: str = "text", **more: Any) -> CustomField:
    return save_field(CustomField(label=label, kind=kind, **more), by=by)
