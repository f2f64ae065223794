"""Something to watch: a local server that works until it is told not to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Component, Monitor
from knowledgebase.operations.monitors import save_monitor
from knowledgebase.operations.watching import watch
from tests.lib.test_http import serving

LOCAL = ["127.0.0.0/8"]


class Site:
    """A small web server: `status`, `body` and `headers` are its orders, `asked` counts."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b"All is well.", {"Content-Type": "text/plain"}
        self.asked = 0
        self.port = 0

    def __call__(self, handler: Any) -> None:
        self.asked += 1
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(self.body)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    settings.MONITOR_NETWORKS = LOCAL
    running = Site()
    with serving(running) as port:
        running.port = port
        yield running


@pytest.fixture
def shop(db: None) -> Component:
    return Component.objects.create(name="Shop")


def make_monitor(admin: User, **fields: Any) -> Monitor:
    """Set up a monitor as an administrator does; one that believes the first result, unless told otherwise."""
    values = {"name": "Shop answers", "kind": "http", "failures_needed": 1, "successes_needed": 1, **fields}
    monitor = Monitor(**values)
    save_monitor(monitor, by=admin)
    return monitor


def look(monitor: Monitor, times: int = 1) -> Monitor:
    """Let it be due, and let a worker look."""
    for _ in range(times):
        Monitor.objects.filter(pk=monitor.pk).update(next_due=timezone.now() - timedelta(milliseconds=1))
        assert watch(seconds=0) == 1
    return Monitor.objects.select_related("component", "incident").get(pk=monitor.pk)
