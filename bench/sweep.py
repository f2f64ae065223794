"""Ten thousand promises that fall due at one moment: swept once each, what one takes, and how much memory.

The sweep runs in a process of its own beside the running desk, on clocks that are due in some years, so that the
desk's own beat leaves them alone. Every ticket has an owner, who is told of each.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil

from bench.house import ROOT, house
from bench.table import show

CLOCKS = 10_000
# A Monday at noon, long after the measuring.
MOMENT = datetime(2029, 12, 3, 12, tzinfo=UTC)


def main() -> None:
    with house() as desk:
        desk.manage("seed", "--tickets", str(CLOCKS))
        done = subprocess.run(
            [sys.executable, "-m", "bench.sweep", "inside"], cwd=ROOT, env=desk.env, stdout=subprocess.PIPE, check=True
        )
    found = json.loads(done.stdout)
    show(
        ["sweep", "clocks", "ms a clock", "CPU ms a clock", "memory grew by, MB", "told"],
        [(row["name"], row["moved"], row["ms"], row["cpu"], row["grown"], row["told"]) for row in found],
    )
    print(f"  Goals: each clock once, <= 3 ms a clock, memory flat. {CLOCKS:,} clocks due at one moment.")


def inside() -> None:
    """Make the clocks due and sweep twice; runs inside the desk's environment."""
    from helpdesk.local.servers import ensure

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    os.environ.update(ensure())
    import django

    django.setup()
    _make()
    rows = [_sweep("warnings", MOMENT - timedelta(minutes=10)), _sweep("breaches", MOMENT), _sweep("again", MOMENT)]
    print(json.dumps(rows))


def _make() -> None:
    from accounts.models import Calendar, User
    from tickets.models import SlaClock, SlaPolicy, Ticket

    hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    calendar = Calendar.objects.create(name="Always, for measuring", hours=hours)
    policy = SlaPolicy.objects.create(name="For measuring", calendar=calendar, position=99)
    agents = list(User.objects.filter(role="agent", is_active=True))
    tickets = list(Ticket.objects.order_by("-pk").values_list("pk", flat=True)[:CLOCKS])
    for number, agent in enumerate(agents):
        Ticket.objects.filter(pk__in=tickets[number :: len(agents)]).update(assignee=agent)
    SlaClock.objects.bulk_create(
        (
            SlaClock(
                ticket_id=pk,
                metric="resolution",
                policy=policy,
                policy_version=1,
                calendar=calendar,
                calendar_version=1,
                mode="business",
                target_seconds=4 * 3600,
                started_at=MOMENT - timedelta(hours=4),
                anchor_at=MOMENT - timedelta(hours=4),
                remaining_seconds=4 * 3600,
                due_at=MOMENT,
                next_at=MOMENT - timedelta(hours=1),
                # After any clock these tickets have already.
                instance=1000,
            )
            for pk in tickets
        ),
        batch_size=2000,
    )


def _sweep(name: str, at: datetime) -> dict[str, Any]:
    from accounts.models import Notification
    from tickets.operations.timekeeping import sweep_clocks

    process = psutil.Process()
    told, memory = Notification.objects.count(), process.memory_info().rss
    start, used = time.perf_counter(), process.cpu_times()
    moved = sweep_clocks(now=at)
    took, end = time.perf_counter() - start, process.cpu_times()
    cpu = end.user + end.system - used.user - used.system
    each = max(moved, 1)
    return {
        "name": name,
        "moved": moved,
        "ms": took / each * 1000,
        "cpu": cpu / each * 1000,
        "grown": (process.memory_info().rss - memory) / 1024**2,
        "told": Notification.objects.count() - told,
    }


if __name__ == "__main__":
    inside()
