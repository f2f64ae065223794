"""One question: its course, where and how it is asked, what answers it, and its tickets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.dateformat import format as written
from django.utils.safestring import SafeString

from channels_inbox.selectors import cursor
from helpdesk.lib.charts import columns
from insights.answers import BestAnswer, best_answers
from insights.asked import Asked
from insights.board import Row, rows_of, tell_found
from insights.models import Asking, Question
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind

PAGE = 50
PARTS = 6


@dataclass
class QuestionPage:
    row: Row
    chart: SafeString
    channels: list[tuple[str, int]]
    languages: list[tuple[str, int]]
    tags: list[tuple[str, int]]
    parts: list[Question]
    askings: list[Asking]
    answers: list[BestAnswer] = field(default_factory=list)
    after: str = ""


def current(question: Question) -> Question:
    """Return the question an old address leads to: what it was joined into, or put into by hand."""
    while found := question.joined_into or question.part_of:
        question = found
    return question


def question_page(asked: Asked, question: Question, *, after: str = "") -> QuestionPage:
    """Return what the page of a question shows; a fixed number of statements."""
    mine = Q(question=question) | Q(question__part_of=question)
    askings = asked.askings().filter(mine)
    found = list(asked.questions().filter(head=question.pk))
    row = next(iter(rows_of(asked, found or [_nothing(question)])))
    tell_found(asked, [row])
    page = QuestionPage(
        row,
        _course(asked, row),
        [(str(ChannelKind(kind).label), n) for kind, n in _counted(askings, "channel")],
        _counted(askings.exclude(language=""), "language"),
        _counted(askings.exclude(ticket__tags=None), "ticket__tags__name"),
        list(Question.objects.filter(part_of=question).order_by("-size")) if asked.sees_all else [],
        [],
    )
    rows = askings.select_related("ticket__status", "ticket__requester", "ticket__assignee")
    if place := cursor.decode(after) if after else None:
        at, pk = place
        rows = rows.filter(Q(asked_at__lt=at) | Q(asked_at=at, pk__lt=pk))
    listed = list(rows.order_by("-asked_at", "-pk")[: PAGE + 1])
    page.askings = listed[:PAGE]
    if len(listed) > PAGE:
        page.after = cursor.encode(page.askings[-1].asked_at, page.askings[-1].pk)
    page.answers = best_answers(asked.everything().filter(mine), by=asked.user)
    return page


def question_of(asked: Asked, ticket: Ticket) -> Row | None:
    """Return the question of a ticket as the board has it; None where it asks none."""
    asking = Asking.objects.filter(ticket=ticket, question__isnull=False).select_related("question").first()
    if asking is None or asking.question is None:
        return None
    head = asking.question.part_of_id or asking.question_id
    found = list(asked.questions().filter(head=head))
    return next(iter(rows_of(asked, found)), None)


def question_rows(asked: Asked) -> Iterator[Sequence[Any]]:
    """Yield the board as a table, a few questions at a time."""
    yield (
        *("Question", "Asked", "Asked in the days before", "Rising", "Answered by", "Title of the answer"),
        *("Agents’ minutes", "Channels"),
    )
    questions = asked.questions()
    step = 500
    for start in range(0, 100_000, step):
        rows = rows_of(asked, list(questions[start : start + step]))
        for row in rows:
            yield (
                *(row.wording, row.asked, row.asked_before, "yes" if row.rising else "no"),
                *(row.answering.kind, row.answering.title, round(row.spent / 60)),
                ", ".join(str(ChannelKind(kind).label) for kind in row.channels),
            )
        if len(rows) < step:
            return


def _nothing(question: Question) -> dict[str, Any]:
    """Return what is counted of a question nobody asked in the days."""
    counted = dict.fromkeys(("asked", "asked_before", "spent", "rising"), 0)
    return {"head": question.pk, "article": question.article_id, "macro": question.macro_id, **counted}


def _counted(askings: Any, by: str) -> list[tuple[str, int]]:
    rows = askings.values(by).annotate(n=Count("pk")).order_by("-n", by)[:PARTS]
    return [(row[by], row["n"]) for row in rows]


def _course(asked: Asked, row: Row) -> SafeString:
    """Draw how often it was asked on each day, or in each week of a longer time."""
    width = 1 if asked.days <= 31 else 7
    firsts = [asked.first + timedelta(days=n) for n in range(0, asked.days, width)]
    counts = [sum(row.days.get(first + timedelta(days=n), 0) for n in range(width)) for first in firsts]
    unit = "day" if width == 1 else "week"
    sentence = f"Asked per {unit}: {row.asked} times in {asked.days} days, at most {max(counts, default=0)} in a {unit}"
    return columns(sentence, [written(first, "j M") for first in firsts], [counts])
