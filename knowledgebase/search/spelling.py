"""Words there are, near to words there are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

_SHORTEST = 5
_MOST = 3
# Short words are near to too much.
_LETTERS_A_SLIP = 5
_ALIKE = """
SELECT asked.word, near.word, near.entries
FROM unnest(%s::text[]) AS asked(word)
CROSS JOIN LATERAL (
    SELECT word, entries FROM knowledgebase_searchword
    WHERE locale = %s AND entries > 0 AND word %% asked.word
    ORDER BY similarity(word, asked.word) DESC, entries DESC LIMIT 12
) AS near
"""
_BEGINNING = """
SELECT word, entries FROM knowledgebase_searchword
WHERE locale = %s AND entries > 0 AND word LIKE %s ORDER BY entries DESC LIMIT 8
"""
# Words that are asked about at once; a letter in another language has hundreds that are unknown.
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Near:
    word: str
    entries: int
    worth: float


def alike(words: Sequence[str], locale: str) -> dict[str, list[Near]]:
    """Return for each word those of a language it may be a slip of, the likeliest first."""
    asked = [word for word in words if len(word) >= _SHORTEST and word.isalpha()][:_AT_ONCE]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [asked, locale])
        found = cursor.fetchall()
    near: dict[str, list[Near]] = {}
    for word, other, entries in found:
        slips = apart(word, other)
        if slips <= min(len(word) // _LETTERS_A_SLIP, 2):
            near.setdefault(word, []).append(Near(other, entries, 0.9 - 0.15 * slips))
    return {word: sorted(those, key=lambda one: (-one.worth, -one.entries))[:_MOST] for word, those in near.items()}


def beginning_with(start: str, locale: str) -> list[Near]:
    """Return the commonest words of a language that begin with these letters."""
    if len(start) < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNING, [locale, f"{start}%"])  # Only letters and digits: nothing to escape.
        return [Near(word, entries, 0.9) for word, entries in cursor.fetchall()]


def apart(one: str, other: str) -> int:
    """Return how many slips lie between two words: a letter more, less, wrong, or two in turn."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
