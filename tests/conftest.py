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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that commit the rows of the migrations back: each such test empties every table."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and marker.kwargs.get("transaction"):
            kept = {**marker.kwargs, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(*marker.args, **kept), append=False)
