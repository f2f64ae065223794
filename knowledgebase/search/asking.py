"""Read a question: the words it is about, what else they may be called, and how rare each is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from helpdesk.lib.search.marks import plain
from knowledgebase.search.languages import configuration, parted
from knowledgebase.search.spelling import alike, beginning_with
from knowledgebase.search.synonyms import Groups, groups

# A question of more words is a letter: what it is about stands among its rarest.
_READ, _MOST = 250, 24
_QUOTED = re.compile(r'["“”„«]([^"“”„»]+)["“”»]')
_SYNONYM = 0.9
# Words of one synonym.
_LONGEST = 4

_STANDING = """
SELECT known.entries, known.length, coalesce((SELECT max(id) FROM knowledgebase_searchentry), 0),
       coalesce(said.synonyms, ''), coalesce(said.stop_words, '')
FROM knowledgebase_searchlanguage known LEFT JOIN knowledgebase_searchsettings said USING (locale)
WHERE known.locale = %s AND known.entries > 0
"""
_STEMS = """
SELECT asked.word, stem.word, coalesce(known.entries, 0)
FROM unnest(%s::text[]) WITH ORDINALITY AS asked(word, place)
CROSS JOIN LATERAL unnest(tsvector_to_array(to_tsvector(%s::regconfig, asked.word))) AS stem(word)
LEFT JOIN knowledgebase_searchword known ON known.locale = %s AND known.word = stem.word
ORDER BY asked.place
"""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say a part of the question: all of these stems; `worth` is how sure it is that they mean it."""

    stems: tuple[str, ...]
    worth: float = 1.0


@dataclass(slots=True)
class Part:
    """A word, or several that are one thing, in each way it may be said; `rarity` is what finding it counts."""

    alternatives: list[Alternative]
    entries: int
    rarity: float = 0.0


@dataclass(slots=True)
class Question:
    """A question in one language, beside what there is in it. `text` has its spelling put right."""

    text: str
    locale: str
    parts: list[Part]
    phrases: list[str]
    entries: int
    average: float
    newest: int
    # Words that no text holds, with what each may have been meant for, the likeliest first. Who asks may not be allowed
    # to read the texts these stand in.
    meant: dict[str, list[str]] = field(default_factory=dict)

    def stems(self) -> list[str]:
        return [stem for part in self.parts for way in part.alternatives for stem in way.stems]


@dataclass(frozen=True, slots=True)
class _Stem:
    word: str
    stem: str
    entries: int


def read(text: str, locale: str, *, typing: bool = False) -> Question | None:
    """Read a question; None when there is nothing in that language. `typing` says that its last word goes on."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [locale])
        standing = cursor.fetchone()
    if standing is None:
        return None
    entries, length, newest, synonyms, stop_words = standing
    phrases = [phrase for phrase in _QUOTED.findall(text) if parted(phrase)]
    stems = _stems(text, locale, without=frozenset(parted(stop_words)))
    # In quotes it is meant as it is written.
    same = groups(synonyms, locale) if synonyms and not phrases else {}
    question = Question(text, locale, _parts(stems, same), phrases, entries, max(length / entries, 1.0), newest)
    if not phrases:
        _correct(question, stems)
        if typing and stems and not text[-1:].isspace():
            _go_on(question, stems[-1])
    for part in question.parts:
        part.rarity = math.log(1 + (entries - min(part.entries, entries) + 0.5) / (part.entries + 0.5))
    question.parts = sorted(question.parts, key=lambda part: -part.rarity)[:_MOST]
    return question


def _stems(text: str, locale: str, *, without: frozenset[str]) -> list[_Stem]:
    words = [word for word in dict.fromkeys(parted(text)[:_READ]) if word not in without]
    with connection.cursor() as cursor:
        cursor.execute(_STEMS, [words, configuration(locale), locale])
        found = [_Stem(*row) for row in cursor.fetchall()]
    return list({stem.stem: stem for stem in reversed(found)}.values())[::-1]


def _parts(stems: Sequence[_Stem], same: Groups) -> list[Part]:
    """Return the parts of a question; where a synonym begins, the longest one is one part."""
    parts, place = [], 0
    while place < len(stems):
        ways = (tuple(stem.stem for stem in stems[place : place + n]) for n in range(_LONGEST, 0, -1))
        longest = len(next((way for way in ways if way in same), stems[:1]))
        here = tuple(s.stem for s in stems[place : place + longest])
        others = [Alternative(other, _SYNONYM) for other in same.get(here, ())]
        parts.append(Part([Alternative(here), *others], min(s.entries for s in stems[place : place + longest])))
        place += longest
    return parts


def _correct(question: Question, stems: Iterable[_Stem]) -> None:
    """Give words that no text holds what they may have been meant for."""
    unknown = [stem for stem in stems if not stem.entries]
    meant = alike([stem.stem for stem in unknown], question.locale)
    for stem in unknown:
        if not (found := meant.get(stem.stem)):
            continue
        part = next((part for part in question.parts if part.alternatives[0].stems == (stem.stem,)), None)
        if part is not None:
            part.alternatives += [Alternative((one.word,), one.worth) for one in found]
            part.entries = max(part.entries, *(one.entries for one in found))
        question.meant[stem.word] = [one.word for one in found]
    if question.meant:
        words = re.findall(r"\w+|\W+", question.text)
        question.text = " ".join(question.meant.get(plain(word), [word])[0] for word in words)


def _go_on(question: Question, last: _Stem) -> None:
    """Let the word that is being typed stand for those that begin with it."""
    part = next((part for part in question.parts if (last.stem,) == part.alternatives[0].stems), None)
    if part is not None and (found := beginning_with(last.word, question.locale)):
        part.alternatives += [Alternative((one.word,), one.worth) for one in found if one.word != last.stem]
        part.entries = max(part.entries, *(one.entries for one in found))
