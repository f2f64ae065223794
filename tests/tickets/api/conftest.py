from __future__ import annotations

import pytest
from django.core.cache import cache

from accounts.models import Team, User
from tests.api import Api
from tests.factories import make_ticket
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def files(tmp_path: object, settings: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def api(agent: User) -> Api:
    return Api(agent)


@pytest.fixture
def ticket(customer: User) -> Ticket:
    return make_ticket(customer.customer)


@pytest.fixture
def grinders(db: None) -> Team:
    return Team.objects.create(name="Grinders", slug="grinders")


@pytest.fixture
def support(db: None) -> None:
    """The mailbox replies leave from."""
    from channels_inbox.models import Channel

    Channel.objects.create(kind="email", slug="support", name="Support", address="support@halden.example")
