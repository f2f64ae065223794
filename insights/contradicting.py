"""Articles whose words colleagues change before they send them to somebody: they may know better."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Count

from helpdesk.lib.html import html_to_text
from tickets.models import Message, TicketArticle

# What was answered in so long counts.
RECENT = timedelta(days=30)
# So many answers with an article's words say something; and so large a share of them is to be changed.
ANSWERS, CHANGED = 5, 0.5
# Of one article; and of a text, so many sentences are looked at.
USES, SENTENCES = 50, 60
# A shorter sentence is anybody's. Two that share so large a part of their words say the same, or were to.
_SHORTEST, _ALIKE = 4, 0.6
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_WORD = re.compile(r"\w+")


def by_edits(now: datetime) -> dict[int, str]:
    """Tell articles whose words were changed in most of the answers that were given with them."""
    used = TicketArticle.objects.filter(
        created_at__gte=now - RECENT, translation__article__archived_at=None, by__isnull=False
    )
    often = used.values("translation__article").annotate(n=Count("pk")).filter(n__gte=ANSWERS).order_by()
    found = {}
    for article in often.values_list("translation__article", flat=True):
        uses = used.filter(translation__article=article).select_related("translation__current_revision")
        told = Counter(changed(text, answer) for text, answer in _answers(uses.order_by("-pk")[:USES]))
        answers = told[True] + told[False]
        if answers >= ANSWERS and told[True] / answers >= CHANGED:
            found[article] = (
                f"Colleagues changed its words in {told[True]} of the {answers} answers they gave with it in 30 days."
            )
    return found


def changed(text: str, answer: str) -> bool | None:
    """Tell whether an answer says something of a text in other words; None where it says nothing of it."""
    said, theirs = _sentences(text), _sentences(answer)
    whole = said & theirs
    altered = any(_alike(one, other) for one in theirs - said for other in said - theirs)
    return altered if whole or altered else None


def _answers(uses: Iterable[TicketArticle]) -> Iterator[tuple[str, str]]:
    """Yield the text of each use and the answer that its user gave after it."""
    rows = list(uses)
    replies = Message.objects.filter(ticket__in=[use.ticket_id for use in rows], kind=Message.Kind.REPLY)
    said = list(replies.order_by("pk").values_list("ticket", "author_user", "created_at", "reply_text"))
    for use in rows:
        revision = use.translation.current_revision
        after = (
            text
            for ticket, author, at, text in said
            if (ticket, author) == (use.ticket_id, use.by_id) and at >= use.created_at
        )
        yield html_to_text(revision.html) if revision else "", next(after, "")


def _sentences(text: str) -> set[frozenset[str]]:
    """Return the sentences of a text as their words."""
    words = (frozenset(_WORD.findall(one.casefold())) for one in _SENTENCE.split(text)[:SENTENCES])
    return {one for one in words if len(one) >= _SHORTEST}


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _ALIKE * len(one | other)
