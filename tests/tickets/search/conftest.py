from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import User
from tickets.models import Ticket
from tickets.search import find

Search = Callable[..., list[int]]


@pytest.fixture
def search(agent: User) -> Search:
    """Return the numbers of the tickets a search finds, the newest first; as `agent` unless told."""

    def numbers(typed: str, by: User = agent) -> list[int]:
        found = find(Ticket.objects.visible_to(by), typed, by=by).tickets
        return list(found.order_by("-pk").values_list("number", flat=True))

    return numbers
