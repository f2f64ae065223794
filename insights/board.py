"""The board of questions: what is asked how often, where, and what answers it today."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.safestring import SafeString

from insights.answering import ARTICLE, Answering, answers_of
from insights.asked import HEAD, Asked
from insights.deflection import Deflection, lately
from insights.drawing.sparks import spark
from insights.models import Question
from insights.operations.changing import wording_of

PAGE = 50
# A trend has so many points at most: days, or a few days each.
POINTS = 30


@dataclass
class Row:
    """One question as the board shows it."""

    key: int
    wording: str
    asked: int
    asked_before: int
    spent: int
    rising: bool
    answering: Answering
    days: dict[date, int] = field(default_factory=dict)
    channels: list[str] = field(default_factory=list)
    trend: str = ""
    # Who looked for its answer, where it has one.
    found: Deflection = field(default_factory=Deflection)


@dataclass(frozen=True)
class Totals:
    asked: int
    asked_before: int
    # Questions asked often that nothing answers, and how often they were asked.
    bare: int
    bare_asked: int
    rising: int
    spent: int


@dataclass
class Board:
    totals: Totals
    rows: list[Row]
    more: bool
    found: Deflection


def board(asked: Asked, *, page: int = 1) -> Board:
    """Return a page of the board; a fixed number of statements."""
    questions = asked.questions()
    found = list(questions[(page - 1) * PAGE : page * PAGE + 1])
    rows = rows_of(asked, found[:PAGE])
    looked = tell_found(asked, rows)
    return Board(totals(questions), rows, len(found) > PAGE, looked)


def totals(questions: QuerySet[Any, dict[str, Any]]) -> Totals:
    found = questions.order_by().aggregate(
        a=Sum("asked"), b=Sum("asked_before"), c=Count("head", filter=Q(bare=1)), d=Sum("asked", filter=Q(bare=1)),
        e=Sum("rising"), f=Sum("spent"),
    )  # fmt: skip
    return Totals(*(found[key] or 0 for key in "abcdef"))


def rows_of(asked: Asked, found: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Return what was counted as rows that can be shown."""
    counted = {row["head"]: row for row in found}
    words = wordings(asked, counted)
    answers = answers_of({key: (row["article"], row["macro"]) for key, row in counted.items()}, user=asked.user)
    rows = [
        Row(key, words.get(key, ""), row["asked"], row["asked_before"], row["spent"], bool(row["rising"]), answers[key])
        for key, row in counted.items()
    ]
    _tell_days(asked, rows)
    return rows


def tell_found(asked: Asked, rows: list[Row]) -> Deflection:
    """Tell each row who looked for its answer, and return the same of all answers."""
    looked = lately(asked.start, asked.end)
    for row in rows:
        if row.answering.kind == ARTICLE:
            row.found = looked.get(row.answering.key, Deflection())
    return looked[None]


def wordings(asked: Asked, keys: Iterable[int]) -> dict[int, str]:
    """Return what each question is called.

    Its wording comes from a ticket: who may not see every ticket reads a name that somebody gave, or what was asked
    last on a ticket they may see.
    """
    questions = Question.objects.filter(pk__in=list(keys))
    if asked.sees_all:
        return dict(questions.values_list("pk", "wording"))
    found = dict(questions.exclude(named_at=None).values_list("pk", "wording"))
    seen = asked.askings().annotate(head=HEAD).filter(head__in=list(keys)).select_related("ticket__requester")
    for asking in seen.order_by("head", "-asked_at").distinct("head"):
        found.setdefault(asking.head, wording_of(asking))  # type: ignore[attr-defined]
    return found


def _tell_days(asked: Asked, rows: list[Row]) -> None:
    """Tell each row how often it was asked on each day, and where: one statement for all."""
    days: dict[int, Counter[date]] = defaultdict(Counter)
    channels: dict[int, Counter[str]] = defaultdict(Counter)
    keys = [row.key for row in rows]
    counted: Any = asked.askings().annotate(head=HEAD).filter(head__in=keys).order_by()
    counted = counted.annotate(day=TruncDate("asked_at", tzinfo=asked.zone)).values("head", "day", "channel")
    for one in counted.annotate(n=Count("pk")):
        days[one["head"]][one["day"]] += one["n"]
        channels[one["head"]][one["channel"]] += one["n"]
    for row in rows:
        row.days = dict(days[row.key])
        row.channels = [kind for kind, _ in channels[row.key].most_common()]
        row.trend = trend(asked, row)


def trend(asked: Asked, row: Row) -> SafeString:
    """Draw how often a question was asked over the days."""
    width = -(-asked.days // POINTS)
    every = [row.days.get(asked.first + timedelta(days=n), 0) for n in range(asked.days)]
    counts = [sum(every[n : n + width]) for n in range(0, len(every), width)]
    middle = asked.days // 2
    sentence = f"{sum(every[:middle])} times in the first half of the days, {sum(every[middle:])} in the second"
    return spark(counts, sentence)
