"""Find what answers each question today: an article that search is sure of, a macro agents answer with.

What somebody said answers it stays.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q
from django.utils import timezone

from helpdesk.lib.meaning import encode
from insights.models import Question
from insights.questions.extracting import body_of
from knowledgebase.models import ArticleEvent
from knowledgebase.search import suggest
from tickets.models import Macro, Message

AGAIN, AT_LEAST = timedelta(hours=1), timedelta(days=1)
# Whoever asked this long ago may be being answered still.
ASKED_LATELY = timedelta(hours=12)
# Questions asked once may never be asked again.
LEAST = 2
STEP = 20
# So many of those who asked last are looked up, and an article must answer a third of them.
ASKINGS, ENOUGH = 5, 3
ANSWERS = 12
# So much like a macro's text, an answer was made with it; and so many of them make it the answer.
MADE_WITH, TIMES = 0.9, 2


def find_answers(*, now: datetime | None = None, most: int = STEP) -> int:
    """Look for what answers questions, those never looked at first; return how many were looked at."""
    at = now or timezone.now()
    found = list(
        Question.objects.filter(_due(at), joined_into=None, size__gte=LEAST)
        .only("wording", "language", "article", "article_by", "macro")
        # Were those asked last always first, a desk of many questions would never come to the others.
        .order_by(F("sought_at").asc(nulls_first=True), "-last_asked_at")[:most]
    )
    macros = _Macros()
    for question in found:
        if question.article_by_id is None:
            # Somebody may say what answers it while it is looked for.
            Question.objects.filter(pk=question.pk, article_by=None).update(article=_article(question))
        Question.objects.filter(pk=question.pk).update(sought_at=at, macro=macros.used_for(question))
    return len(found)


def _due(at: datetime) -> Q:
    """Return when to look again: soon where something may have changed, else once a day."""
    changed = Q(last_asked_at__gt=F("sought_at") - ASKED_LATELY)
    # Whatever was done with articles: published, archived, put elsewhere.
    if (news := ArticleEvent.objects.values_list("created_at", flat=True).first()) is not None:
        changed |= Q(sought_at__lte=news)
    return Q(sought_at=None) | Q(changed, sought_at__lt=at - AGAIN) | Q(sought_at__lt=at - AT_LEAST)


def _article(question: Question) -> int | None:
    """Return the article that many of those who asked would be shown, if there is one."""
    texts = list(question.askings.order_by("-asked_at").values_list("text", flat=True)[:ASKINGS])
    shown: Counter[int] = Counter()
    for text in [question.wording, *texts]:
        found = suggest(text, user=AnonymousUser(), locale=question.language or None, limit=1)
        shown.update(result.row.article_id for result in found)
    best = shown.most_common(1)
    return best[0][0] if best and best[0][1] * ENOUGH >= len(texts) + 1 else None


class _Macros:
    """The texts of the macros that answer customers."""

    def __init__(self) -> None:
        texts = [
            (macro.pk, str(item.get("params", {}).get("text", "")))
            for macro in Macro.objects.filter(retired_at=None)
            for item in macro.actions
            if item.get("action") == "reply"
        ]
        self.keys = [key for key, _ in texts]
        self.vectors = encode([body_of(text) for _, text in texts])

    def used_for(self, question: Question) -> int | None:
        """Return the macro that most of its latest answers were made with."""
        if not self.keys:
            return None
        tickets = question.askings.order_by("-asked_at").values_list("ticket", flat=True)[:ANSWERS]
        said = Message.objects.filter(ticket__in=list(tickets), kind=Message.Kind.REPLY).values_list(
            "reply_text", flat=True
        )
        if not said:
            return None
        near = (encode([body_of(text) for text in said]) @ self.vectors.T >= MADE_WITH).sum(axis=0)
        best = int(near.argmax())
        return self.keys[best] if near[best] >= TIMES else None
