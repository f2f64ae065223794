"""Make old messages findable: those written before the desk had an index. New ones are in it at once.

The newest come first, and there is nothing to remember between steps: everything from the lowest indexed message
up is done.
"""

from __future__ import annotations

from django.db import connection

STEP = 500

_FRONTIER = """
SELECT coalesce((SELECT min(message_id) FROM tickets_passage), (SELECT max(id) + 1 FROM tickets_message), 0)
"""
_INDEX = """
INSERT INTO tickets_passage (message_id, ticket_id, words)
SELECT m.id, m.ticket_id, search_words(passage_text(m.id, m.ticket_id, m.text))
FROM tickets_message m WHERE m.id < %s ORDER BY m.id DESC LIMIT %s
ON CONFLICT DO NOTHING
"""


def index_messages(*, limit: int = 20 * STEP) -> int:
    """Index up to `limit` more messages, in short transactions; return how many. None are left at 0.

    Two at once do the same work twice and change nothing.
    """
    done = 0
    with connection.cursor() as cursor:
        while done < limit:
            cursor.execute(_FRONTIER)
            [frontier] = cursor.fetchone()
            cursor.execute(_INDEX, [frontier, STEP])
            if not cursor.rowcount:
                break
            done += cursor.rowcount
    return done
