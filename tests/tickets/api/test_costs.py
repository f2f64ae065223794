"""A list costs the same number of statements however long it is; nobody asks without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.api import Api
from tests.factories import make_answer, make_customer, make_note, make_ticket
from tickets.models import Ticket
from tickets.operations.tagging import set_tags

pytestmark = pytest.mark.django_db


def statements(ask: Callable[[], Any]) -> int:
    ask()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert ask().status_code == 200
    return len(captured)


def grow(agent: User, ticket: Ticket) -> None:
    for _ in range(4):
        more = make_ticket(make_customer(), assignee=agent)
        set_tags(more, to=["a", "b"], by=agent)
        make_note(ticket, by=agent)
        make_answer(ticket, by=agent)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("tickets/", 4),
        ("tickets/{n}/", 4),
        ("tickets/{n}/messages/", 6),
        ("tickets/{n}/events/", 4),
        ("customers/", 3),
        ("agents/", 2),
    ],
)
def test_longer_lists_cost_no_more_statements(
    api: Api, agent: User, ticket: Ticket, support: None, path: str, most: int
) -> None:
    few = statements(lambda: api.get(path.format(n=ticket.number)))
    grow(agent, ticket)
    many = statements(lambda: api.get(path.format(n=ticket.number)))
    assert few <= many <= most


def test_a_customers_list_costs_no_more_either(customer: User, ticket: Ticket) -> None:
    api = Api(customer)
    few = statements(lambda: api.get("tickets/"))
    for _ in range(4):
        make_ticket(customer.customer)
    assert statements(lambda: api.get("tickets/")) == few


def test_those_who_ask_too_often_are_told_when_to_come_back(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpdesk.api.throttling import PersonThrottle

    monkeypatch.setattr(PersonThrottle, "THROTTLE_RATES", {"user": "3/min"})
    answers = [api.get("me/") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert answers[-1].json()["detail"]


def test_the_api_works_while_valkey_is_away(api: Api, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert api.get("me/").status_code == 200
