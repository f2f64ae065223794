"""What a search in the help centre finds for a reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from knowledgebase.audience import Audience, Reader
from knowledgebase.portal.shelves import Line, in_one_language, line_values, lines, readable

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Found:
    """One answer: where it is, and the part of it that fits the question, as safe HTML."""

    line: Line
    snippet: str = ""


def find(reader: Reader, text: str, *, locale: str, most: int) -> list[Found]:
    rows = readable(Audience.of(reader))
    for word in text.split()[:8]:
        rows = rows.filter(
            Q(current_revision__title__icontains=word)
            | Q(current_revision__summary__icontains=word)
            | Q(current_revision__keywords__icontains=word)
            | Q(current_revision__body__icontains=word)
        )
    values = line_values(in_one_language(rows, locale).order_by("current_revision__title"))
    return [Found(line, line.summary) for line in lines(values[:most])]
