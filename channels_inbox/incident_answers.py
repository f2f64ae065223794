"""Answer the customers of an incident, each by the way they would be answered anyway."""

from __future__ import annotations

from channels_inbox.operations.answering import Choice, answer
from tickets.models import IncidentAnswering, Ticket
from tickets.models.kinds import UNFINISHED, Category
from tickets.operations.answering_incidents import work_answers
from tickets.selectors import default_status


def answer_incidents() -> int:
    """Answer whoever waits for an update's answer; return how many tickets were done."""
    return work_answers(reply)


def reply(answering: IncidentAnswering, ticket: Ticket) -> None:
    """Write an update's words to a ticket's customer. Raises what `answer` raises.

    The ticket stays whose it is and as it is, unless the update ends the incident for it. What the answer bot has
    becomes the writer's: the bot leaves when a person writes.
    """
    ends = answering.resolves and ticket.category in UNFINISHED
    answer(
        ticket,
        Choice(""),
        by=answering.by,
        text=answering.text,
        key=f"incident-update:{answering.update_id}",
        status=default_status(Category.RESOLVED) if ends else ticket.status,
        own=ticket.with_bot_since is not None,
    )
