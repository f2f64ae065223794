"""What else there is to a question: topics and articles, from the one search."""

from __future__ import annotations

from dataclasses import dataclass

from community.models import Topic
from community.search import KEY, locale_of_new
from knowledgebase.audience import Reader
from knowledgebase.ongoing import ongoing
from knowledgebase.search import search

FAMILIES = (KEY, "article")
MOST, MOST_INCIDENTS = 5, 2
# What merely stands nearest is no relation; while somebody writes it takes more.
LIKE, ALIKE = 0.25, 0.38


@dataclass(frozen=True, slots=True)
class Found:
    """A topic or an article somebody may want to read."""

    title: str
    url: str
    guide: bool
    solved: bool
    snippet: str = ""
    incident: bool = False


def related(topic: Topic, reader: Reader) -> list[Found]:
    """Return what this reader may want to read after a topic."""
    found = _find(topic.title, reader, least=LIKE, most=MOST + 1)
    return [one for one in found if one.url != topic.get_absolute_url()][:MOST]


def alike(text: str, reader: Reader) -> list[Found]:
    """Return what may answer who is writing a new topic: what is wrong right now, and what was asked before."""
    wrong = [
        Found(one.title, one.path, guide=False, solved=False, snippet=one.status, incident=True)
        for one in ongoing(reader)[:MOST_INCIDENTS]
    ]
    return [*wrong, *_find(text, reader, least=ALIKE, most=4)]


def _find(text: str, reader: Reader, *, least: float, most: int) -> list[Found]:
    results = search(reader, text, locale=locale_of_new(), families=FAMILIES, limit=most, least=least).results
    return [
        Found(
            str(result.row) if isinstance(result.row, Topic) else result.row.current_revision.title,
            result.row.get_absolute_url(),
            guide=result.family != KEY,
            solved=isinstance(result.row, Topic) and result.row.solved_at is not None,
            snippet=result.snippet,
        )
        for result in results
    ]
