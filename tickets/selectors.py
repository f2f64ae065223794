"""Small reads several operations and pages share."""

from __future__ import annotations

from helpdesk.lib.questions import Given, Question
from tickets.models import Status, Ticket
from tickets.models.kinds import Category

_DEFAULT = Question(
    lambda: Status.objects.in_use().filter(category=Given("category")).order_by("-is_default", "position", "pk")[:1]
)


def default_status(category: Category) -> Status:
    """Return the status the machine uses for a category."""
    found = _DEFAULT.one(category=category.value)
    if found is None:
        raise Status.DoesNotExist(f"No status has the category {category}. Add one in the settings.")
    return found


def locked(ticket: Ticket) -> Ticket:
    """Re-read a ticket under its row lock. Every operation starts here and locks nothing before it.

    FOR NO KEY UPDATE: rows that merely point at the ticket (visits, drafts) may be written meanwhile.
    Two statements, because a joined read that had to wait for the lock compares the new row with the
    old status it joined before, finds no match, and returns nothing (PostgreSQL, "EvalPlanQual").
    """
    Ticket.objects.select_for_update(no_key=True).only("pk").get(pk=ticket.pk)
    return Ticket.objects.select_related("status", "requester", "assignee", "team").get(pk=ticket.pk)


def reread(ticket: Ticket) -> None:
    """Read a ticket anew into the same object, with the rows `locked` brings: whoever holds it sees the change."""
    ticket.refresh_from_db(from_queryset=Ticket.objects.select_related("status", "requester", "assignee", "team"))
