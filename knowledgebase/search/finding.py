"""Ask what there is to a question, and get the best answers first, each with how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.safestring import SafeString

from knowledgebase.audience import Reader
from knowledgebase.models import SearchEntry, SearchLanguage
from knowledgebase.search import ranking
from knowledgebase.search.asking import Question, read
from knowledgebase.search.candidates import Candidate, candidates, direction
from knowledgebase.search.document import keyword_lines
from knowledgebase.search.families import Family, Shown, family
from knowledgebase.search.languages import parted
from knowledgebase.search.postings import Postings
from knowledgebase.search.snippets import snippet, title

# Texts whose lines are looked at.
_CLOSELY = 40
# What a score must reach to be shown unasked: of our questions 50 of 228 do, and 48 of them have an answer.
SURE = 0.43
# Below this it has hardly anything to do with the question.
LEAST = 0.15
_LONGEST = 2000
# Of those that are read, what may be withdrawn meanwhile.
_SPARE = 5


@dataclass(frozen=True, slots=True)
class Result:
    """One answer. `row` is the family's own: a translation, a macro. `title` and `snippet` have the words marked."""

    family: str
    row: Any
    locale: str
    title: SafeString
    snippet: SafeString
    score: float


@dataclass(slots=True)
class Found:
    """The answers, and what the words that no text holds were taken for, as far as an answer says that word."""

    results: list[Result] = field(default_factory=list)
    corrected: dict[str, str] = field(default_factory=dict)

    @property
    def best(self) -> float:
        return max((result.score for result in self.results), default=0.0)


@dataclass(frozen=True, slots=True)
class _Hit:
    question: Question
    family: Family
    entry: Candidate
    line: int
    score: float


def search(
    user: Reader,
    text: str,
    *,
    locale: str | None = None,
    families: Sequence[str] = ("article",),
    limit: int = 10,
    typing: bool = False,
    least: float = LEAST,
    sure: float = 0.0,
) -> Found:
    """Return the best answers to a question that this person may read, the best first.

    Looks into texts of one language and, where they do not fill the list, into the others; without a `locale` into all
    of them alike. `typing` says that the last word is not finished; `least` is the score from which on to show one.
    """
    text = text[:_LONGEST].replace("\x00", " ")
    found, hits = Found(), []
    for language in _languages(locale):
        question = read(text, language, typing=typing)
        if question is None or not question.parts:
            continue
        meaning = direction(question)
        for key in families:
            hits += _hits(question, meaning, family(key), user, max(_CLOSELY, 2 * limit))
        if locale and sum(hit.score >= least for hit in hits) >= limit:
            break
    if max((hit.score for hit in hits), default=0.0) < sure:
        return found
    hits = sorted((hit for hit in hits if hit.score >= least), key=lambda hit: (-hit.score, hit.entry.pk))
    shown = _shown(hits, user, limit, locale)
    texts = dict(SearchEntry.objects.filter(pk__in=[hit.entry.pk for hit, _ in shown]).values_list("pk", "text"))
    found.results = _results(shown, texts)
    # What one language does not know may be a word of the next: only the reader's own is put right.
    own = [(hit, row) for hit, row in shown if not locale or _related(hit.question.locale, locale)]
    found.corrected = _corrected(own, texts)
    return found


def suggest(text: str, *, user: Reader, locale: str | None = None, limit: int = 3) -> list[Result]:
    """Return articles that answer a text, only when that is likely: a wrong suggestion is worse than none."""
    found = search(user, text, locale=locale, limit=limit, sure=SURE)
    return [result for result in found.results if result.score >= SURE]


def _languages(locale: str | None) -> list[str]:
    """Return the languages to look into, in turn: its own, a relative (`de-AT`, `de`), then the largest."""
    known = list(
        SearchLanguage.objects.filter(entries__gt=0).order_by("-entries", "locale").values_list("locale", flat=True)
    )
    if not locale:
        return known
    return sorted(known, key=lambda one: (one != locale, not _related(one, locale)))


def _related(one: str, other: str | None) -> bool:
    return other is not None and one.split("-")[0] == other.split("-")[0]


def _hits(question: Question, meaning: Any, kind: Family, user: Reader, closely: int) -> list[_Hit]:
    looked = candidates(question, meaning, family=kind, user=user)
    if not looked:
        return []
    words = ranking.by_words(question, looked)
    whole = ranking.by_whole(meaning, looked)
    best = np.argsort(-(words + whole), kind="stable")[:closely]
    lines = dict(SearchEntry.objects.filter(pk__in=[looked[n].pk for n in best]).values_list("pk", "meanings"))
    titles, nearest, which = ranking.by_lines(meaning, [bytes(lines.get(looked[n].pk, b"")) for n in best])
    helpful = np.array([looked[n].helpfulness for n in best], dtype=np.float32)
    scores = ranking.mixed(words[best], whole[best], nearest, titles, helpful)
    return [
        _Hit(question, kind, looked[n], line, float(score))
        for n, line, score in zip(best, which, scores, strict=True)
        if score > 0
    ]


def _shown(hits: Sequence[_Hit], user: Reader, limit: int, locale: str | None) -> list[tuple[_Hit, Shown]]:
    """Read the rows of the best, asking again who may see them; of an article one language is enough."""
    # An article may take as many places as it has languages.
    languages = len({hit.question.locale for hit in hits})
    hits = hits[: (limit + _SPARE) * languages]
    shown = {
        key: kind.shown(kind.visible(user).filter(pk__in=[hit.entry.object_id for hit in hits if hit.family is kind]))
        for key, kind in {hit.family.key: hit.family for hit in hits}.items()
    }
    rows = [(hit, row) for hit in hits if (row := shown[hit.family.key].get(hit.entry.object_id)) is not None]
    # An article stands where its best text does, with the text in the reader's language.
    mine = {row.same: (hit, row) for hit, row in reversed(rows) if _related(hit.question.locale, locale)}
    best: dict[tuple[str, int], tuple[_Hit, Shown]] = {}
    for hit, row in rows:
        if len(best) < limit:
            best.setdefault(row.same, mine.get(row.same, (hit, row)))
    return list(best.values())


def _corrected(shown: Sequence[tuple[_Hit, Shown]], texts: Mapping[int, str]) -> dict[str, str]:
    """Return what words were taken for. Only words of what is shown: others may stand in what nobody else may read."""
    corrected: dict[str, str] = {}
    for hit, row in shown:
        postings = Postings([bytes(hit.entry.postings)])
        for word, meant in hit.question.meant.items():
            said = next((other for other in meant if postings.times(other).any()), "")
            if said and word not in corrected:
                corrected[word] = _as_written(said, f"{row.title}\n{texts.get(hit.entry.pk, '')}")
    return corrected


def _as_written(stem: str, text: str) -> str:
    """Return the shortest word of a text that begins with a stem: “descaler”, not “descal”."""
    return min((word for word in parted(text) if word.startswith(stem)), key=len, default=stem)


def _results(shown: Sequence[tuple[_Hit, Shown]], texts: Mapping[int, str]) -> list[Result]:
    return [
        Result(
            family=hit.family.key,
            row=row.row,
            locale=hit.question.locale,
            title=title(row.title, hit.question),
            snippet=_snippet(texts.get(hit.entry.pk, ""), hit, row),
            score=round(hit.score, 4),
        )
        for hit, row in shown
    ]


def _snippet(text: str, hit: _Hit, row: Shown) -> SafeString:
    """Return what a text shows of itself; its keywords are searched, never shown."""
    lines, hidden = text.split("\n"), keyword_lines(row.keywords)
    shown = [n for n, line in enumerate(lines) if line not in hidden]
    nearest = shown.index(hit.line - 1) if hit.line - 1 in shown else -1
    return snippet([lines[n] for n in shown], hit.question, nearest=nearest)
