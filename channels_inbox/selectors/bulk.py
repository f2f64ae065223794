"""What a bulk action is about: rows somebody ticked or all of a list, and how far a job has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from accounts.models import User
from channels_inbox.selectors.navigation import navigation
from channels_inbox.selectors.search import EVERYTHING
from tickets.models import BulkItem, BulkJob, Ticket
from tickets.operations.bulk import MOST
from tickets.search import find

# How many tickets that were not changed a page names.
NAMED = 100


def whole_list(user: User, *, slug: str, sought: str) -> list[int]:
    """Return the tickets of a whole list, as far as a job may reach; none for a list this person does not have."""
    if slug == EVERYTHING.slug:
        view = EVERYTHING
    elif item := navigation(user).get(slug):
        view = item.view
    else:
        return []
    tickets = view.tickets(user)
    found = find(tickets, sought, by=user).tickets if sought else tickets
    return list(found.order_by("-last_message_at", "-id").values_list("pk", flat=True)[: MOST + 1])


def chosen(user: User, ids: list[int]) -> list[int]:
    """Return those of these tickets that this person may see, in the order given."""
    seen = set(Ticket.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [pk for pk in ids if pk in seen]


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as its page and the API tell of it. `refused` names the first NAMED tickets that were not changed."""

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
        refused=[dict(row) for row in refused[:NAMED]] if failed else [],
    )
