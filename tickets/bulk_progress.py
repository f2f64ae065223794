"""How far a bulk job has come, for its page and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Value, When

from accounts.models import User
from tickets.models import BulkItem, BulkJob, Ticket

# How many tickets that were not changed the API names at once.
NAMED = 100
# Tickets on one page of results.
PAGE = 50
# What went wrong is read first.
_FIRST = Case(
    When(state=BulkItem.State.REFUSED, then=Value(0)),
    When(state=BulkItem.State.CHANGED, then=Value(1)),
    default=Value(2),
)


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


def results(job: BulkJob, *, by: User, start: int = 0) -> tuple[list[dict[str, Any]], int | None]:
    """Return what became of a page of a job's tickets, and where the next page starts; one statement.

    The subject of a ticket that is out of this person's sight meanwhile is left out.
    """
    seen = Exists(Ticket.objects.visible_to(by).filter(pk=OuterRef("ticket")))
    done = job.items.exclude(state=BulkItem.State.PENDING).annotate(seen=seen).order_by(_FIRST, "pk")
    rows = done.values("ticket__number", "ticket__subject", "state", "reason", "seen")[start : start + PAGE + 1]
    page = [
        {
            "number": row["ticket__number"],
            "subject": row["ticket__subject"] if row["seen"] else "",
            "state": row["state"],
            "reason": row["reason"],
        }
        for row in rows
    ]
    return page[:PAGE], start + PAGE if len(page) > PAGE else None


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
