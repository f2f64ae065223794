"""Measure what agents spend on each ticket that asks something, from what they did.

For every answer and note: the time since the agent's last act anywhere on the desk, ten minutes at most, for then they
may have been away. The first act after a pause counts two minutes. An estimate, and the same for everybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from helpdesk.lib.rows import scalars
from insights.models import Radar

AWAY, AFTER_PAUSE = "10 minutes", "2 minutes"
# Changes whose transactions took so long are found still.
SETTLED = timedelta(minutes=10)
BATCH = 500
_CHANGED = """
    SELECT a.id FROM insights_asking a JOIN tickets_ticket t ON t.id = a.ticket_id
    WHERE t.updated_at >= %s AND a.measured_seq <> t.seq ORDER BY a.id LIMIT %s
"""
_MEASURE = """
    UPDATE insights_asking a SET measured_seq = t.seq, handled_seconds = coalesce((
        SELECT sum(CASE WHEN e.created_at - last.at <= %s::interval THEN extract(epoch FROM e.created_at - last.at)
                        ELSE extract(epoch FROM %s::interval) END)
        FROM tickets_event e
        JOIN tickets_message m ON m.id = e.message_id AND m.kind IN ('reply', 'note', 'side_out')
        LEFT JOIN LATERAL (
            SELECT b.created_at AS at FROM tickets_event b
            WHERE b.by_user_id = e.by_user_id AND b.id < e.id AND b.created_at <= e.created_at
            ORDER BY b.id DESC LIMIT 1
        ) last ON true
        WHERE e.ticket_id = t.id AND e.by_user_id IS NOT NULL
    ), 0)
    FROM tickets_ticket t WHERE t.id = a.ticket_id AND a.id = ANY(%s)
"""


def measure_handling(*, now: datetime | None = None, share: int = 5000) -> int:
    """Measure tickets that changed, at most `share`; return how many."""
    at = now or timezone.now()
    since = Radar.objects.get().measured_at
    begin = since - SETTLED if since else datetime(2000, 1, 1, tzinfo=at.tzinfo)
    # Looked for once: where most are measured, each look goes through all of them.
    found = scalars(_CHANGED, [begin, share])
    for start in range(0, len(found), BATCH):
        with connection.cursor() as cursor:
            cursor.execute(_MEASURE, [AWAY, AFTER_PAUSE, found[start : start + BATCH]])
    if len(found) < share:
        Radar.objects.update(measured_at=at)
    return len(found)
