"""What a search in the help centre finds for a reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from knowledgebase.audience import Reader
from knowledgebase.models import Article, Translation
from knowledgebase.portal.shelves import ICONS
from knowledgebase.search import Result, search

LONGEST = 300
# Less sure than this is what merely stands nearest to a question nobody answered: better to say that there is nothing.
WORTH = 0.15


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the article, and its title and the part that fits, with the words marked."""

    translation: Translation
    title: SafeString
    snippet: SafeString

    @property
    def icon(self) -> str:
        return ICONS[Article.Kind(self.translation.article.kind)]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found, best first, and what misspelt words were taken for."""

    all: list[Answer]
    corrected: dict[str, str]


def find(reader: Reader, text: str, *, locale: str, most: int, typing: bool = False) -> Answers:
    """Return the published articles that answer a text; none for no words. Drafts are for the desk."""
    if not text:
        return Answers([], {})
    found = search(reader, text, locale=locale, limit=most, typing=typing)
    return Answers([_answer(result) for result in found.results if result.score >= WORTH], found.corrected)


def _answer(result: Result) -> Answer:
    return Answer(result.row, result.title, result.snippet)
