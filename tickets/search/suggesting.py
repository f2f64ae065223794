"""What somebody may have meant, when nothing was found: words of the latest messages that look alike."""

from __future__ import annotations

from django.db import connection

from accounts.models import User
from helpdesk.lib.search import Asked
from helpdesk.lib.search.marks import plain
from tickets.querysets import TicketQuerySet
from tickets.search.finding import find

# Enough to know most words by; the dictionary of all messages would take seconds.
LATEST = 3000
SHORTEST, MOST = 4, 4

_ALIKE = f"""
SELECT DISTINCT ON (typed.text) typed.text, known.word
FROM unnest(%s) typed(text), ts_stat('SELECT words FROM tickets_passage ORDER BY message_id DESC LIMIT {LATEST}') known
WHERE known.word %% typed.text
ORDER BY typed.text, similarity(known.word, typed.text) DESC, known.ndoc DESC
"""  # noqa: S608  # a number of ours


def meant(tickets: TicketQuerySet, asked: Asked, *, by: User) -> str:
    """Return the search with its words put right, if that finds any of these tickets; else an empty text.

    Words come from everybody's messages, so one is only told to somebody who finds it in what they see.
    """
    typed = [word.text for word in asked.words if not (word.phrase or word.negated) and len(word.text) >= SHORTEST]
    known = {text: plain(text) for text in typed if text.isalpha()}
    if not known or len(known) > MOST:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [list(known.values())])
        alike = dict(cursor.fetchall())
    better = {text: alike[folded] for text, folded in known.items() if alike.get(folded, folded) != folded}
    if not better:
        return ""
    said = " ".join(better.get(part, part) for part in asked.typed.split())
    return said if find(tickets, said, by=by).tickets.exists() else ""
