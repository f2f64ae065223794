"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpdesk.local import servers

pytest_plugins = ["tests.personas"]


@pytest.fixture(scope="session", autouse=True)
def embedded_servers() -> Iterator[None]:
    """Start PostgreSQL and Valkey unless the environment names them; parallel workers share them."""
    servers.ensure()
    yield
    servers.leave()
