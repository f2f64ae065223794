"""Who reads a forum: `visible_to` asked the other way round. A test holds the two together.

Between forums with the same readers a topic can be moved without telling anybody anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
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


def readers_of(forum: Forum) -> Readers:
    """Return who reads a forum; two statements."""
    rows = {row.pk: row for row in Forum.objects.filter(pk__in=forum.path).prefetch_related("organizations")}
    return _readers(forum, rows)


def people_of(readers: Readers) -> QuerySet[User]:
    """Return the people with a login who may read such a forum."""
    people = User.objects.filter(is_active=True)
    if readers.internal:
        return people.exclude(role=User.Role.CUSTOMER)
    theirs = Q(role=User.Role.CUSTOMER)
    if readers.trust:
        theirs &= Q(profile__level__gte=readers.trust)
    for chosen in readers.organizations:
        theirs &= Q(customer__organization__in=chosen)
    return people.filter(~Q(role=User.Role.CUSTOMER) | theirs)


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
