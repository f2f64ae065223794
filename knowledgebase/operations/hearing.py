"""Take what calls us: a job's heartbeat, and what Alertmanager posts. Nothing is stored that is not proved."""

from __future__ import annotations

import hmac
from typing import Any

from django.db import transaction
from django.utils import timezone

from helpdesk.lib.crypto import unseal
from knowledgebase.models import Monitor
from knowledgebase.monitoring.checks.alerts import read, result_of
from knowledgebase.monitoring.kinds import Kind
from knowledgebase.monitoring.result import Result, Verdict, down
from knowledgebase.operations.recording import record


@transaction.atomic
def hear_heartbeat(key: str, *, failed: bool = False) -> bool:
    """Take one call of a job, or its word that it failed; False when nobody waits for it."""
    monitor = _called(key, Kind.HEARTBEAT)
    if monitor is None or monitor.paused_at is not None:
        return monitor is not None
    now = timezone.now()
    monitor.heard_at, monitor.next_due = now, monitor.expected_after(now)
    record(monitor, down("It says that it failed.") if failed else Result(Verdict.UP), at=now)
    return True


def proves(key: str, token: str) -> bool:
    """Tell whether whoever posts holds the secret of the monitor at that address. Without a secret nobody does."""
    sealed = Monitor.objects.filter(key=key, kind=Kind.ALERTS).values_list("sealed", flat=True).first()
    secret = unseal(sealed).get("secret", "") if sealed else ""
    return bool(secret) and hmac.compare_digest(secret.encode(), token.encode())


@transaction.atomic
def hear_alerts(key: str, told: Any) -> bool:
    """Take one post of Alertmanager; False when nobody waits for it. Raises NoAlerts."""
    monitor = _called(key, Kind.ALERTS)
    if monitor is None:
        return False
    firing = read(told, monitor.memory.get("firing", {}), monitor.params)
    if monitor.paused_at is None:
        now = timezone.now()
        monitor.heard_at, monitor.memory = now, {"firing": firing}
        record(monitor, result_of(firing), at=now)
    return True


def _called(key: str, kind: str) -> Monitor | None:
    rows = Monitor.objects.select_for_update(no_key=True, of=("self",)).select_related("component")
    return rows.filter(key=key, kind=kind).first()
