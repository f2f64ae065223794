"""Which texts are worth a closer look: a bounded number, however many there are.

Reading every text that holds any word of a question would be reading most of them. Rare words are read whole. Common
ones count where they meet, or where they stand in a title; and what means the same is near, in whatever words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import BooleanField, F, OuterRef, Subquery, Value
from django.db.models.expressions import Func
from django.db.models.functions import Coalesce

from helpdesk.lib.meaning import encode
from knowledgebase.audience import Reader
from knowledgebase.models import SearchEntry
from knowledgebase.search.asking import Part, Question
from knowledgebase.search.families import Family
from knowledgebase.search.languages import configuration, parted
from knowledgebase.search.signatures import signatures

# Texts that rare words may bring together, common ones where they meet, and meaning.
RARE, MEETING, NEAR = 500, 100, 150
# With fewer left than these after rights were asked, what this person may not read took the places: so many times as
# many are looked at then.
FEW, WIDER = 40, 10

_HOLDING = """
SELECT id FROM knowledgebase_searchentry WHERE family = %s AND locale = %s AND words @@ %s::tsquery LIMIT %s
"""
_ALL = "SELECT id FROM knowledgebase_searchentry WHERE family = %s AND locale = %s LIMIT 1000"
_Search = tuple[str, list[Any]]


class Candidate(NamedTuple):
    """What a closer look is taken at: of a row only what that needs."""

    pk: int
    object_id: int
    postings: memoryview
    length: int
    meaning: memoryview
    helpfulness: float


class _Among(Func):
    """`id = ANY (ARRAY (what any of these finds))`: read once, before any rights are asked."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, sql: str, values: Sequence[Any]) -> None:
        super().__init__(F("pk"))
        self.sql, self.values = sql, tuple(values)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        pk, values = compiler.compile(self.source_expressions[0])
        return f"{pk} = ANY (ARRAY ({self.sql}))", [*values, *self.values]


def candidates(question: Question, meaning: Any, *, family: Family, user: Reader) -> list[Candidate]:
    """Return what to look at more closely, of one family, as far as this person may find it."""
    if family.few:
        return _visible([(_ALL, [family.key, question.locale])], question, family, user)
    found = _visible(_searches(question, meaning, family, wide=1), question, family, user)
    # Only where no more was read than fits can others have taken the places.
    if len(found) < FEW and question.entries > MEETING and (meaning.any() or _rare_and_common(question)[1]):
        found = _visible(_searches(question, meaning, family, wide=WIDER), question, family, user)
    return found


def _searches(question: Question, meaning: Any, family: Family, *, wide: int) -> list[_Search]:
    searches: list[_Search] = [
        (_HOLDING, [family.key, question.locale, query, limit * wide]) for query, limit in _queries(question)
    ]
    if meaning.any():
        near = signatures.nearest(
            meaning, NEAR * wide, family=family.key, newest=question.newest, entries=question.entries
        )
        searches.append(("SELECT unnest(%s::bigint[])", [near]))
    return searches


def _visible(searches: Sequence[_Search], question: Question, family: Family, user: Reader) -> list[Candidate]:
    if not searches:
        return []
    sql = " UNION ".join(f"({sql})" for sql, _ in searches)
    # A scalar, because the planner would make a join with everything of EXISTS.
    visible = Subquery(family.visible(user).filter(pk=OuterRef("object_id")).values(found=Value(True))[:1])
    found = SearchEntry.objects.filter(
        _Among(sql, [value for _, values in searches for value in values]),
        Coalesce(visible, Value(False)),
        family=family.key,
        locale=question.locale,
    )
    for phrase in question.phrases:
        found = found.filter(_Phrase(phrase, question.locale))
    return list(map(Candidate._make, found.values_list(*Candidate._fields)))


class _Phrase(Func):
    """Whether a text holds these words in a row."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, phrase: str, locale: str) -> None:
        super().__init__(F("words"))
        self.phrase, self.configuration = " ".join(parted(phrase)), configuration(locale)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        words, values = compiler.compile(self.source_expressions[0])
        asked = f"{words} @@ phraseto_tsquery(%s::regconfig, %s)"
        return asked, [*values, self.configuration, self.phrase]


def direction(question: Question) -> Any:
    """Return what a question means; zeros in a language without."""
    return encode([question.text], question.locale or None)[0]


def _queries(question: Question) -> list[tuple[str, int]]:
    """Return what to look up in the index of words, and how many texts to take from each."""
    rare, common = (list(map(_ways, parts)) for parts in _rare_and_common(question))
    queries = [(" | ".join(rare), RARE)] if rare else []
    if common:
        queries.append((" & ".join(f"({ways})" for ways in common), MEETING))
        queries += [(f"({one}) & ({other})", MEETING) for one, other in pairwise(common)]
    if len(common) == 1:
        queries.append((common[0], MEETING))
    return queries


def _rare_and_common(question: Question) -> tuple[list[Part], list[Part]]:
    """Part what is asked into words whose texts can all be read, and those that stand in too many."""
    left, rare, common = RARE, [], []
    for part in question.parts:  # the rarest first
        if part.entries <= left:
            left -= part.entries
            rare.append(part)
        else:
            common.append(part)
    return rare, common


def _ways(part: Part) -> str:
    return " | ".join(f"({' & '.join(map(_quoted, way.stems))})" for way in part.alternatives)


def _quoted(stem: str) -> str:
    return f"'{stem}'"
