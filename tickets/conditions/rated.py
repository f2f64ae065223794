"""What the customer said of our help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from tickets.conditions.choices import Closed
from tickets.conditions.facts import Facts
from tickets.conditions.field import NOT_POLICIES, Field, Options, Use, is_list
from tickets.models import Rating
from tickets.models.rating import GOOD, LOW


class Verdict(models.TextChoices):
    """The same three on every scale."""

    GOOD = "good", "Good"
    FAIR = "fair", "Fair"
    LOW = "low", "Not good"


_VERDICTS = Closed(Verdict)
_SCORES = {Verdict.GOOD: range(GOOD, 6), Verdict.FAIR: range(LOW + 1, GOOD), Verdict.LOW: range(1, LOW + 1)}


@dataclass(frozen=True, kw_only=True)
class Rated(Field):
    uses: frozenset[Use] = NOT_POLICIES
    input: ClassVar[str] = "choice"

    def operators(self, use: Use) -> dict[str, str]:
        return {"is": "is", "is_not": "is not", "empty": "is empty", "not_empty": "is not empty"}

    def options(self, use: Use) -> Options | None:
        return _VERDICTS.all()

    def check(self, op: str, value: Any, use: Use) -> str:
        if op in {"empty", "not_empty"}:
            return ""
        if not is_list(value, of=lambda v: v in Verdict.values):
            return "Choose at least one value."
        return ""

    def holds(self, op: str, value: Any, facts: Facts) -> str | None:
        rating = facts.rating
        if op in {"empty", "not_empty"}:
            true = (rating is None) == (op == "empty")
        else:
            true = (rating is not None and rating.score in _scores(value)) == (op == "is")
        return (rating.label if rating else "none") if true else None

    def q(self, op: str, value: Any, user: User) -> Q:
        given = Rating.objects.filter(ticket=OuterRef("pk"))
        if op in {"empty", "not_empty"}:
            found = Q(Exists(given.filter(score__isnull=False)))
            return found if op == "not_empty" else ~found
        found = Q(Exists(given.filter(score__in=_scores(value))))
        return found if op == "is" else ~found

    def say(self, op: str, value: Any) -> str:
        return "" if op in {"empty", "not_empty"} else " or ".join(_VERDICTS.labels(value).values())


def _scores(verdicts: list[str]) -> list[int]:
    return [score for verdict in verdicts for score in _SCORES[Verdict(verdict)]]
