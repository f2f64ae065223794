"""One question for everything that may answer a visitor: `search(text, language)`.

Each finder is asked in the order it was registered (`channels_inbox.apps`), until one is sure: questions and answers,
then articles. Whatever else holds answers is registered beside them and needs nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

# Answers offered when none is sure.
NEAR = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer stands, shown below it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that may answer. `key` finds it again ("faq:12"), `title` is the words of a button that offers it."""

    key: str
    title: str
    text: str
    source: Source | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One sure answer, or some that are near."""

    answer: Answer | None = None
    near: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Finder:
    """`prefix` begins its keys; `find` looks for a text in a language, best first; `get` brings one back by its key."""

    prefix: str
    find: Callable[[str, str], Sequence[Answer]]
    get: Callable[[str], Answer | None]


_finders: dict[str, Finder] = {}


def register(finder: Finder) -> None:
    _finders[finder.prefix] = finder


def search(text: str, language: str, *, without: Collection[str] = ()) -> Found:
    """Return the first sure answer, else the nearest of all; finders `without` are not asked."""
    near: list[Answer] = []
    for finder in _finders.values():
        if finder.prefix in without:
            continue
        for answer in finder.find(text, language):
            if answer.sure:
                return Found(answer)
            near.append(answer)
    return Found(near=tuple(near[:NEAR]))


def get(key: str) -> Answer | None:
    """Return an answer that was offered; None when it is gone."""
    finder = _finders.get(key.partition(":")[0])
    return finder.get(key) if finder else None
