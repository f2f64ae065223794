"""Which forums have the same readers: between those a topic can be moved without telling anybody anything."""

from __future__ import annotations

from dataclasses import dataclass

from community.models import Forum

Seen = Forum.Visibility


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads a forum: what it asks itself and what those above it ask. All of `organizations` have to hold."""

    signed_in: bool
    trust: int
    organizations: frozenset[frozenset[int]]
    internal: bool


def alike(forum: Forum) -> set[int]:
    """Return the forums that exactly the readers of this one read, itself among them; two statements."""
    rows = {row.pk: row for row in Forum.objects.prefetch_related("organizations")}
    wanted = _readers(rows[forum.pk], rows)
    return {pk for pk, row in rows.items() if _readers(row, rows) == wanted}


def _readers(forum: Forum, rows: dict[int, Forum]) -> Readers:
    above = [rows[pk] for pk in forum.path]
    trust = max(row.trust_to_read for row in above)
    chosen = [row for row in above if row.visibility == Seen.ORGANIZATIONS]
    return Readers(
        signed_in=trust > 0 or any(row.visibility != Seen.PUBLIC for row in above),
        trust=trust,
        organizations=frozenset(frozenset(each.pk for each in row.organizations.all()) for row in chosen),
        internal=any(row.visibility == Seen.INTERNAL for row in above),
    )
