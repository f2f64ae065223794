"""Remember how far an agent has read."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.operations.notifying import read_notifications
from tickets.models import Ticket, Visit


def keep_seen(ticket: Ticket, *, by: User, seen: int) -> None:
    """Count what somebody did themselves as read, if they had read all up to `seen` before it."""
    Visit.objects.filter(ticket=ticket, user=by, seen_seq=seen).update(seen_seq=ticket.seq, seen_at=timezone.now())


def mark_seen(ticket: Ticket, *, by: User) -> int:
    """Move the agent's mark up to the ticket's last event; never back. No event.

    What the ticket told them is read by that; return how many notifications were.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tickets_visit (ticket_id, user_id, seen_seq, seen_at) VALUES (%s, %s, %s, %s)
            ON CONFLICT (user_id, ticket_id)
            DO UPDATE SET seen_seq = excluded.seen_seq, seen_at = excluded.seen_at
            WHERE tickets_visit.seen_seq < excluded.seen_seq
            """,
            [ticket.pk, by.pk, ticket.seq, timezone.now()],
        )
    return read_notifications(by, ticket_number=ticket.number)
