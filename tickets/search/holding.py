"""Keep tickets that hold words, whichever of their messages holds which.

There are two ways, and each is a trap for the other's words. A rare word's messages are few: they are read from the
index, and their tickets picked. A common word's messages are most of what there is: reading them all takes seconds,
but among any hundred tickets in a list's own order dozens hold it, so the list is walked and each ticket asked. The
database's statistics tell which words are common; both ways are written so that its planner cannot mix them up.

Of a phrase they tell nothing: its words are taken to meet by chance, and people look for words that do not. A sample of
the messages, as large in any house, says how many hold it, and how many hold its words and have to be read to know.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Q
from django.db.models.expressions import Func

from helpdesk.lib.search import Word
from helpdesk.lib.search.words import query_text
from tickets.querysets import TicketQuerySet

_NEXT_TO = " <-> "
_HOLDS = "words @@ to_tsquery('helpdesk', %s)"
# What things cost beside each other: reading a message's row from the index, picking a ticket, asking a ticket.
_READ, _PICK, _ASK = 2.5, 2.5, 9.0
_PAGE = 51
_MESSAGES = 3  # of a ticket, about
_SAMPLE = 2000  # messages


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A word, how many messages have to be read for it, and the share of tickets that hold it."""

    query: str
    messages: float
    share: float


class _Among(Func):
    """`ticket id = ANY (ARRAY (hits of each word, intersected))`: read once, before any ticket."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, queries: Sequence[str]) -> None:
        super().__init__(F("pk"))
        self.queries = tuple(queries)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        pk, values = compiler.compile(self.source_expressions[0])
        hits = " INTERSECT ".join([f"SELECT ticket_id FROM tickets_passage WHERE {_HOLDS}"] * len(self.queries))  # noqa: S608
        return f"{pk} = ANY (ARRAY ({hits}))", [*values, *self.queries]


class _Asking(Func):
    """Whether one ticket holds a word: a scalar, because the planner would turn EXISTS into a join of everything."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, query: str) -> None:
        super().__init__(F("pk"))
        self.query = query

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        pk, values = compiler.compile(self.source_expressions[0])
        asked = f"SELECT true FROM tickets_passage WHERE ticket_id = {pk} AND {_HOLDS} LIMIT 1"  # noqa: S608
        return f"coalesce(({asked}), false)", [*values, self.query]


def holding(tickets: TicketQuerySet, words: Sequence[Word]) -> TicketQuerySet:
    """Return the tickets that hold every word, and none of the negated ones."""
    wanted = [query_text(word) for word in words if not word.negated]
    if wanted:
        everything, weighed = _weighed(wanted)
        read = _cheapest(weighed, everything / _MESSAGES)
        if read:
            tickets = tickets.filter(_Among([word.query for word in weighed[:read]]))
        for rest in weighed[read:]:
            tickets = tickets.filter(_Asking(rest.query))
    for word in words:
        if word.negated:
            tickets = tickets.filter(~Q(_Asking(query_text(word))))
    return tickets


def _cheapest(words: Sequence[_Weighed], tickets: float) -> int:
    """Return how many of the words, the rarest first, to read from the index rather than to ask tickets for."""
    shares = [1.0, *accumulate((word.share for word in words), lambda a, b: a * b)]
    walk = _PAGE / max(shares[-1], 1e-9) * _ASK * len(words)
    costs = [min(walk, tickets * _ASK * len(words))]
    for read in range(1, len(words) + 1):
        left = tickets * shares[read]
        index = sum(word.messages for word in words[:read]) * _READ
        costs.append(index + left * (_PICK + _ASK * (len(words) - read)))
    return costs.index(min(costs))


def _weighed(queries: Sequence[str]) -> tuple[float, list[_Weighed]]:
    """Return how many messages there are, and the words with how many of them hold each, the rarest first.

    By the planner's estimate, and phrases by a sample.
    """
    parts = ["SELECT FROM tickets_passage", *[f"SELECT FROM tickets_passage WHERE {_HOLDS}"] * len(queries)]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {' UNION ALL '.join(parts)}", queries)
        told = cursor.fetchone()[0]
    plan = told if isinstance(told, list) else json.loads(told)
    everything, *rows = [float(part["Plan Rows"]) for part in plan[0]["Plan"]["Plans"]]
    weighed = {q: _Weighed(q, n, _share(n, everything)) for q, n in zip(queries, rows, strict=True)}
    if phrases := [query for query in weighed if _NEXT_TO in query]:
        weighed |= _sampled(phrases, everything)
    return everything, sorted(weighed.values(), key=lambda word: word.messages)


def _sampled(phrases: Sequence[str], everything: float) -> dict[str, _Weighed]:
    """Weigh phrases by the same pages of messages each time. Those that are not met in them stay as they are."""
    counts = [f"count(*) FILTER (WHERE {_HOLDS})"] * (2 * len(phrases))
    asked = [query for phrase in phrases for query in (phrase.replace(_NEXT_TO, " & "), phrase)]
    part = min(100.0, 100 * _SAMPLE / max(everything, 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), {', '.join(counts)} FROM tickets_passage TABLESAMPLE SYSTEM (%s) REPEATABLE (1)",  # noqa: S608
            [*asked, part],
        )
        seen, *met = cursor.fetchone()
    times = everything / max(seen, 1)
    pairs = zip(phrases, met[::2], met[1::2], strict=True)
    return {
        phrase: _Weighed(phrase, read * times, _share(held * times, everything)) for phrase, read, held in pairs if read
    }


def _share(messages: float, everything: float) -> float:
    return min(1.0, messages * _MESSAGES / max(everything, 1))
