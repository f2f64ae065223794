"""How far a bulk job has come, for its page and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
    [counted] = overview([job])
    if not counted.failed:
        return counted
    refused = job.items.filter(state=BulkItem.State.REFUSED).order_by("pk").values("ticket__number", "reason")
    named = [{"number": row["ticket__number"], "reason": row["reason"]} for row in refused[:NAMED]]
    return replace(counted, refused=named)


def overview(jobs: Iterable[BulkJob]) -> list[Progress]:
    """Count what has become of the tickets of some jobs, without naming any; one statement for all of them."""
    jobs = list(jobs)
    counts: dict[int, dict[str, int]] = {job.pk: {} for job in jobs}
    rows = BulkItem.objects.filter(job__in=jobs).order_by().values_list("job", "state").annotate(Count("pk"))
    for job_id, state, count in rows:
        counts[job_id][state] = count
    return [_counted(job, counts[job.pk]) for job in jobs]


def _counted(job: BulkJob, counts: Mapping[str, int]) -> Progress:
    return Progress(
        job=job,
        total=sum(counts.values()),
        changed=counts.get(BulkItem.State.CHANGED, 0),
        unchanged=counts.get(BulkItem.State.UNCHANGED, 0),
        failed=counts.get(BulkItem.State.REFUSED, 0),
        refused=[],
    )
