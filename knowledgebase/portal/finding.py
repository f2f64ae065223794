"""What a search in the help centre finds for a reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from knowledgebase.audience import Reader
from knowledgebase.models import Article
from knowledgebase.portal.shelves import ICONS
from knowledgebase.search import Result, families, search
from knowledgebase.search.families import family

LONGEST = 300
# Less sure than this is what merely stands nearest to a question nobody answered: better to say that there is nothing.
WORTH = 0.15


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: where it is, and its title and the part that fits, with the words marked."""

    url: str
    locale: str
    icon: str
    title: SafeString
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found, best first, and what misspelt words were taken for."""

    all: list[Answer]
    corrected: dict[str, str]


def find(reader: Reader, text: str, *, locale: str, most: int, typing: bool = False) -> Answers:
    """Return what answers a text, of all that readers may find; none for no words. Drafts are for the desk."""
    if not text:
        return Answers([], {})
    kinds = [kind.key for kind in families() if kind.for_readers]
    found = search(reader, text, locale=locale, families=kinds, limit=most, typing=typing)
    return Answers([_answer(result) for result in found.results if result.score >= WORTH], found.corrected)


def _answer(result: Result) -> Answer:
    row = result.row
    icon = ICONS[Article.Kind(row.article.kind)] if result.family == "article" else family(result.family).icon
    return Answer(row.get_absolute_url(), result.locale, icon, result.title, result.snippet)
