"""The few words around what was found, of the newest message that holds any of it. Never a whole text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Func, TextField

from helpdesk.lib.search import Word
from helpdesk.lib.search.marks import pattern
from helpdesk.lib.search.words import query_text

BEFORE, LENGTH = 40, 160
# As much of a message as is in the index (the function `search_words`).
READ = 20_000


class Snippet(Func):
    """A piece of text around the first hit in a ticket, or NULL when only its subject or requester fits."""

    output_field = TextField()

    def __init__(self, words: Sequence[Word]) -> None:
        super().__init__(F("pk"))
        self.query = " | ".join(f"({query_text(word)})" for word in words)
        self.pattern = rf"\m({pattern(words)})"

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        pk, values = compiler.compile(self.source_expressions[0])
        sql = rf"""(
            SELECT CASE
                WHEN hit.at > {BEFORE}
                THEN '… ' || regexp_replace(substr(hit.text, hit.at - {BEFORE}, {LENGTH}), '^\S*\s+', '')
                WHEN hit.at > 0 THEN substr(hit.text, 1, {LENGTH})
            END
            FROM (
                SELECT m.text, regexp_instr(unaccent(left(m.text, {READ})), %s, 1, 1, 0, 'i') AS at
                FROM tickets_passage p JOIN tickets_message m ON m.id = p.message_id
                WHERE p.ticket_id = {pk} AND p.words @@ to_tsquery('helpdesk', %s)
                ORDER BY p.message_id DESC LIMIT 1
            ) hit
        )"""  # noqa: S608  # the words travel apart
        return sql, [self.pattern, *values, self.query]
