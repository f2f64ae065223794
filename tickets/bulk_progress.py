"""How far a bulk job has come, for its page and the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from tickets.models import BulkItem, BulkJob

# How many tickets that were not changed are named.
NAMED = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """`refused` names the first NAMED tickets that were not changed, and why."""

    job: BulkJob
    total: int
    changed: int
    unchanged: int
    failed: int
    refused: list[dict[str, Any]]

    @property
    def done(self) -> int:
        return self.changed + self.unchanged + self.failed

    @property
    def left(self) -> int:
        return self.total - self.done


def progress(job: BulkJob) -> Progress:
    """Count what has become of a job's tickets."""
    counts = dict(job.items.order_by().values_list("state").annotate(Count("pk")))
    failed = counts.get(BulkItem.State.REFUSED, 0)
    refused = job.items.filter(state=BulkItem.State.REFUSED).order_by("pk").values("ticket__number", "reason")
    return Progress(
        job=job,
        total=sum(counts.values()),
        changed=counts.get(BulkItem.State.CHANGED, 0),
        unchanged=counts.get(BulkItem.State.UNCHANGED, 0),
        failed=failed,
        refused=[{"number": row["ticket__number"], "reason": row["reason"]} for row in refused[:NAMED]]
        if failed
        else [],
    )
