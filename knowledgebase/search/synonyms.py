"""What administrators say means the same."""

from __future__ import annotations

from functools import lru_cache

from django.db import connection

from knowledgebase.search.languages import configuration, parted

# The stems of one way to say something -> those of the others.
Groups = dict[tuple[str, ...], tuple[tuple[str, ...], ...]]
MOST_GROUPS, MOST_MEMBERS = 500, 12
_STEMS = """
SELECT given.place, tsvector_to_array(to_tsvector(%s::regconfig, word))
FROM unnest(%s::text[], %s::int[]) WITH ORDINALITY AS given(word, place, turn) ORDER BY turn
"""


@lru_cache(maxsize=32)
def groups(said: str, locale: str) -> Groups:
    """Read groups of synonyms, one a line, as stems. Kept until what is said changes."""
    lines = [[tuple(parted(member)) for member in line.split(",")[:MOST_MEMBERS]] for line in said.splitlines()]
    members = [[member for member in line if member] for line in lines[:MOST_GROUPS]]
    flat = [(word, place) for place, member in enumerate(m for line in members for m in line) for word in member]
    if not flat:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [configuration(locale), [word for word, _ in flat], [place for _, place in flat]])
        found = cursor.fetchall()
    stems: dict[int, tuple[str, ...]] = {}
    for place, here in found:
        stems[place] = (*stems.get(place, ()), *here)
    made: Groups = {}
    place = 0
    for line in members:
        group = [stems.get(place + n, ()) for n in range(len(line))]
        place += len(line)
        for one in filter(None, group):
            others = dict.fromkeys((*made.get(one, ()), *(other for other in group if other and other != one)))
            made[one] = tuple(others)
    return made
