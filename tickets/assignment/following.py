"""What an event means for handing out work: someone may be wanted, someone may be free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.models import AvailabilityState
from helpdesk.lib.rows import update
from helpdesk.lib.wake import wake_after_commit
from tickets.models.kinds import ACTIVE

if TYPE_CHECKING:
    from tickets.models import Event, Ticket

News = list[tuple[str, dict[str, Any]]]

TASK = "tickets.hand_out"

# Events after which a ticket may wait for somebody, or somebody may have room. Unnamed ones ask nothing at all.
_WANTED = {"opened", "reopened", "status_changed", "team_changed", "unassigned", "woken", "unmerged"}
_FREED = {"assigned", "resolved", "closed", "status_changed", "snoozed", "merged"}
_WRITTEN = {"message_added", "reopened", "status_changed"}


def follow(event: Event) -> News:
    """Wake the assigner where it may have something to do; give back what an absent person is asked."""
    ticket = event.ticket
    if event.action in _WRITTEN and (news := _given_back(event, ticket)):
        return news
    if ticket.team_id is None or event.action not in _WANTED | _FREED:
        return []
    wanted = event.action in _WANTED and ticket.assignee_id is None and ticket.category in ACTIVE
    freed = event.action in _FREED and (_moved_on(event) if event.action == "assigned" else ticket.assignee_id)
    if (wanted or freed) and ticket.team is not None and ticket.team.hands_out:
        wake_after_commit(TASK)
    return []


def _moved_on(event: Event) -> bool:
    return event.particulars.get("before_id") is not None


def _asks_nothing(event: Event) -> bool:
    """Tell whether it is an automatic answer, or the words of somebody who takes no part."""
    return bool(event.particulars.get("automatic")) or (event.message is not None and not event.message.public)


def _given_back(event: Event, ticket: Ticket) -> News:
    """Take a ticket the customer waits in from somebody who is away and wants their work reassigned."""
    if event.by_customer_id is None or ticket.assignee_id is None:
        return []
    if ticket.waiting_since is None or ticket.category not in ACTIVE or _asks_nothing(event):
        return []
    absent = ticket.assignee
    if absent is None or absent.availability != AvailabilityState.REASSIGN:
        return []
    ticket.assignee = None
    update(ticket, ["assignee"])
    particulars = {"before": str(absent), "after": "", "before_id": absent.pk, "after_id": None}
    return [("unassigned", {**particulars, "reason": f"{absent} is away"})]
