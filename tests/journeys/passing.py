"""Time that passes for one ticket, without waiting for it."""

from __future__ import annotations

from tests.journeys.running import Desk

# Each table that belongs to a ticket, and which of its rows do.
_ROWS = {
    "tickets_ticket": "id = {ticket}",
    "tickets_message": "ticket_id = {ticket}",
    "tickets_event": "ticket_id = {ticket}",
    "tickets_slaclock": "ticket_id = {ticket}",
    "tickets_slaevent": "clock_id IN (SELECT id FROM tickets_slaclock WHERE ticket_id = {ticket})",
}


def pass_time(desk: Desk, number: int, hours: float) -> None:
    """Move every moment of a ticket so many hours back, all at once: to the desk it is as if they had gone by.

    Just that, as long as its calendar is open day and night wherever its clocks run: hours and holidays stay put.
    """
    ticket = desk.value("SELECT id FROM tickets_ticket WHERE number = %s", number)
    steps = []
    for table, ours in _ROWS.items():
        moments = desk.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = %s AND data_type = 'timestamp with time zone'",
            table,
        )
        changes = ", ".join(f"{name} = {name} - interval '{hours} hours'" for (name,) in moments)
        steps.append(f"{table}_moved AS (UPDATE {table} SET {changes} WHERE {ours.format(ticket=ticket)})")
    desk.rows(f"WITH {', '.join(steps)} SELECT 1")
