"""Write what search reads, in the transaction of what it is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice

from django.db import connection, models, transaction
from django.db.models import Q

from helpdesk.lib.advisory import Lock
from helpdesk.lib.meaning import encode
from knowledgebase.models import SearchEntry, SearchLanguage, SearchWord
from knowledgebase.search import directions, postings
from knowledgebase.search.document import Document
from knowledgebase.search.families import families
from knowledgebase.search.languages import configuration, parted

_VECTORS = """
SELECT (setweight(to_tsvector(c::regconfig, a), 'A') || setweight(to_tsvector(c::regconfig, b), 'B')
        || to_tsvector(c::regconfig, d))::text
FROM unnest(%s, %s, %s, %s) WITH ORDINALITY AS given(c, a, b, d, place) ORDER BY place
"""
_COUNT_WORDS = """
INSERT INTO knowledgebase_searchword AS known (locale, word, entries)
SELECT * FROM unnest(%s::text[], %s::text[], %s::int[])
ON CONFLICT (locale, word) DO UPDATE SET entries = known.entries + excluded.entries
"""
_COUNT_ENTRIES = """
INSERT INTO knowledgebase_searchlanguage AS known (locale, entries, length)
VALUES (%s, greatest(%s, 0), greatest(%s, 0))
ON CONFLICT (locale) DO UPDATE SET entries = known.entries + %s, length = known.length + %s
"""
_LONGEST_WORD = 64
AT_ONCE = 500
_Key = tuple[str, int, str]
_waiting: ContextVar[dict[_Key, Document] | None] = ContextVar("knowledgebase_waiting_to_be_indexed", default=None)


@transaction.atomic
def index(documents: Iterable[Document]) -> None:
    """Make texts findable as they are now, in place of what was known of them."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update({_key(document): document for document in documents})
        return
    for batch in _batches(documents):
        _index(batch)


@contextmanager
def indexed_together() -> Iterator[None]:
    """Index what is published in the block at its end, in one go: many texts at a tenth of the cost.

    It is one transaction: a text that is stored and cannot be found is never seen.
    """
    waiting: dict[_Key, Document] = {}
    with transaction.atomic():
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        index(waiting.values())


@transaction.atomic
def forget(family: str, object_ids: Sequence[int], locale: str = "") -> None:
    """Make texts unfindable: in one language, or in every."""
    if waiting := _waiting.get():
        for key in list(waiting):
            if key[0] == family and key[1] in object_ids and locale in {"", key[2]}:
                del waiting[key]
    _one_at_a_time()
    gone = SearchEntry.objects.filter(family=family, object_id__in=object_ids)
    counts = _Counts()
    counts.take_out(gone.filter(locale=locale) if locale else gone)
    counts.write()


@transaction.atomic
def rebuild() -> int:
    """Index every text of every family anew, in one transaction; return how many there are."""
    _one_at_a_time()
    for model in (SearchEntry, SearchLanguage, SearchWord):
        model._default_manager.all().delete()
    many = 0
    for family in families():
        for waiting in _batches(family.documents()):
            _index(waiting)
            many += len(waiting)
    return many


def _index(documents: Sequence[Document]) -> None:
    if not documents:
        return
    _one_at_a_time()
    counts = _Counts()
    same = Q()
    for document in documents:
        same |= Q(family=document.family, object_id=document.object_id, locale=document.locale)
    counts.take_out(SearchEntry.objects.filter(same))
    entries = []
    for document, vector in zip(documents, _vectors(documents), strict=True):
        words = postings.weighed(vector)
        lines = document.lines()
        gist, *meanings = encode([document.gist(), document.title, *lines], document.locale or None)
        spoken = bool(gist.any())
        entries.append(
            SearchEntry(
                family=document.family,
                object_id=document.object_id,
                locale=document.locale,
                title=document.title[:200],
                text="\n".join(lines),
                words=vector,
                postings=postings.packed(words),
                length=sum(words.values()),
                meaning=directions.packed(gist) if spoken else b"",
                meanings=b"".join(map(directions.packed, meanings)) if spoken else b"",
                signature=directions.signs(gist) if spoken else b"",
                helpfulness=document.helpfulness,
            )
        )
        counts.add(document.locale, words, entries[-1].length)
    SearchEntry.objects.bulk_create(entries)
    counts.write()


class _Counts:
    """How many more texts hold each word than before; fewer, when negative."""

    def __init__(self) -> None:
        self.words: Counter[tuple[str, str]] = Counter()
        self.entries: Counter[str] = Counter()
        self.lengths: Counter[str] = Counter()

    def add(self, locale: str, words: Iterable[str], length: int, sign: int = 1) -> None:
        self.words.update({(locale, word): sign for word in words if len(word) <= _LONGEST_WORD})
        self.entries[locale] += sign
        self.lengths[locale] += sign * length

    def take_out(self, entries: models.QuerySet[SearchEntry]) -> None:
        """Delete entries and count them off."""
        old = list(entries.values_list("pk", "locale", "words", "length"))
        for _, locale, vector, length in old:
            self.add(locale, postings.weighed(vector), length, -1)
        SearchEntry.objects.filter(pk__in=[pk for pk, *_ in old]).delete()

    def write(self) -> None:
        changed = sorted((locale, word, n) for (locale, word), n in self.words.items() if n)
        with connection.cursor() as cursor:
            if changed:
                cursor.execute(_COUNT_WORDS, [list(column) for column in zip(*changed, strict=True)])
            for locale, n in self.entries.items():
                length = self.lengths[locale]
                cursor.execute(_COUNT_ENTRIES, [locale, n, length, n, length])


def _vectors(documents: Sequence[Document]) -> list[str]:
    """Return the tsvectors of some documents, as text."""
    fields = [[" ".join(parted(field)) for field in document.fields()] for document in documents]
    columns = [list(column) for column in zip(*fields, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_VECTORS, [[configuration(document.locale) for document in documents], *columns])
        return [vector for (vector,) in cursor.fetchall()]


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    rest = iter(documents)
    while waiting := list(islice(rest, AT_ONCE)):
        yield waiting


def _key(document: Document) -> _Key:
    return (document.family, document.object_id, document.locale)


def _one_at_a_time() -> None:
    """Wait for whoever writes here: counts would deadlock, and a later key must not be seen before an earlier one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [Lock.SEARCH_INDEX])
