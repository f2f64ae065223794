"""What every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from helpdesk.local import servers
from helpdesk.local.folders import ROOT

pytest_plugins = ["tests.personas"]

# Under the checkout, not in the folder that all of a user's pytest runs share: each run closes that
# one to other users anew, and as root our PostgreSQL is another user.
_TEMPORARY = ROOT / "var" / "test" / "tmp"
_TEMPORARY.mkdir(parents=True, exist_ok=True)
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_TEMPORARY))


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
