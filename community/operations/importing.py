"""Take a community in from a file: all of it, or nothing and what is wrong by line. A second time changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from accounts.models import Organization, User
from community.errors import NotAllowed
from community.events import record
from community.exchange.checking import Check
from community.exchange.discourse import read_discourse
from community.exchange.jsonl import read_jsonl
from community.exchange.records import TOPIC, Problem, Read, Record
from community.models import CommunityImport, Origin, Topic
from community.operations.import_rows import Writing

READERS: dict[str, Callable[[BinaryIO], Read]] = {
    CommunityImport.Format.JSONL: read_jsonl,
    CommunityImport.Format.DISCOURSE: read_discourse,
}
# After so many records it is said how far it is.
STEP = 1000
DISCOURSE = "discourse"
OURS = "This file was exported here, and what it holds is here: it would be written a second time."


@dataclass(slots=True)
class Imported:
    """What was written, by kind; or what is wrong, and then nothing was."""

    written: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def import_community(
    file: BinaryIO, *, form: str, by: User, told: Callable[[str, int, int], None] | None = None
) -> Imported:
    """Read a file twice: once to find everything wrong with it, then to write it in one transaction.

    `told` hears of each step: “checking” or “writing”, how many records are done, and of how many. Raises NotAllowed.
    """
    if not by.is_admin:
        raise NotAllowed("Only administrators may do this.")
    tell = told or (lambda step, done, of: None)
    check = Check(organizations=set(Organization.objects.values_list("name", flat=True)))
    source = _source(file, form)
    check.known = _known(source)
    for n, _ in enumerate(check.read(READERS[form](file)), start=1):
        if n % STEP == 0:
            tell("checking", n, 0)
    problems = check.finish()
    if not problems and source == settings.SITE_URL and _is_ours(check.known):
        problems = [Problem("line 1", OURS)]
    if problems:
        return Imported(problems=problems)
    file.seek(0)
    total = check.counts.total()
    with transaction.atomic():
        again = Check(known=check.known, organizations=check.organizations)
        writing = Writing(source, by)
        for n, row in enumerate(_no_more_than(again.read(READERS[form](file)), total), start=1):
            writing.add(row)
            if n % STEP == 0:
                tell("writing", n, total)
        written = writing.finish()
        record("imported", by=by, source=source, written=dict(written))
    return Imported(written)


def _no_more_than(rows: Iterator[Record], total: int) -> Iterator[Record]:
    for n, row in enumerate(rows):
        if n == total:
            return
        yield row


def _source(file: BinaryIO, form: str) -> str:
    """Return whose ids these are: of JSON lines as their head says."""
    if form == CommunityImport.Format.DISCOURSE:
        return DISCOURSE
    check = Check()
    first = next(iter(READERS[form](file)), None)
    file.seek(0)
    if first is not None and not isinstance(first, Problem):
        list(check.read(iter([first])))
    return check.source or form


def _known(source: str) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for kind, external in Origin.objects.filter(source=source).values_list("kind", "external").iterator():
        known.setdefault(kind, set()).add(external)
    return known


def _is_ours(known: dict[str, set[str]]) -> bool:
    return Topic.objects.exists() and not known.get(TOPIC)
