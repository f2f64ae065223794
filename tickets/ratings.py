"""When a ticket is solved, plan to ask its customer what they think of our help; when it is opened again, do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from tickets.models.kinds import UNFINISHED, Category

if TYPE_CHECKING:
    from tickets.models import Event

AGAIN = "opened again"
# Nothing happens while nobody is to be asked, nor to a ticket whose customer was asked before.
_PLAN = """
    INSERT INTO tickets_rating (ticket_id, customer_id, resolved_by_id, scale, due_at, why_not, reason, comment)
    SELECT %s, %s, %s, '', %s + delay_seconds * %s, '', '', '' FROM tickets_ratingsettings WHERE enabled
    ON CONFLICT (ticket_id) DO UPDATE
    SET due_at = excluded.due_at, customer_id = excluded.customer_id, resolved_by_id = excluded.resolved_by_id,
        why_not = ''
    WHERE tickets_rating.asked_at IS NULL AND tickets_rating.due_at IS NULL
"""
_WITHDRAW = "UPDATE tickets_rating SET due_at = NULL, why_not = %s WHERE ticket_id = %s AND due_at IS NOT NULL"


def follow(event: Event) -> None:
    """Move a ticket's rating along with an event; one statement for those that solve or reopen, none for others."""
    ticket = event.ticket
    if event.action == "resolved" or (event.action == "closed" and ticket.resolved_at == ticket.closed_at):
        solver = event.by_user_id or ticket.assignee_id
        _run(_PLAN, [ticket.pk, ticket.requester_id, solver, event.created_at, timedelta(seconds=1)])
    elif event.action in {"reopened", "merged"} or (
        event.action == "status_changed" and ticket.category == Category.SPAM
    ):
        _run(_WITHDRAW, [AGAIN if ticket.category in UNFINISHED else ticket.category, ticket.pk])


def _run(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
