"""Questions and answers as the bot finds them: the very words, else words that are near."""

from __future__ import annotations

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet

from channels_inbox.bot.answers import NEAR, Answer, Finder
from channels_inbox.bot.wishes import plain
from channels_inbox.models import FaqWording

# From here on two wordings are near enough to offer one for the other.
_NEAR = 0.3


def find(text: str, language: str) -> list[Answer]:
    """Return the answer to a question asked in one of its wordings, else the nearest, in this language or in any."""
    said = plain(text)[:200]
    if not said:
        return []
    spoken = language.partition("-")[0].lower()
    for rows in (_wordings().filter(faq__language__in={spoken, ""}), _wordings()):
        # Words in one's own language before those for everybody.
        exact = rows.filter(plain=said).order_by("-faq__language", "faq").first()
        if exact is not None:
            return [_answer(exact, sure=True)]
        if near := _near(rows, said):
            return near
    return []


def get(key: str) -> Answer | None:
    number = key.removeprefix("faq:")
    found = _wordings().filter(faq_id=int(number)).order_by("position").first() if number.isdecimal() else None
    return _answer(found, sure=True) if found else None


def _wordings() -> QuerySet[FaqWording]:
    return FaqWording.objects.filter(faq__active=True).select_related("faq")


def _near(rows: QuerySet[FaqWording], said: str) -> list[Answer]:
    alike = rows.filter(plain__trigram_similar=said).annotate(alike=TrigramSimilarity("plain", said))
    found: dict[int, FaqWording] = {}
    for wording in alike.filter(alike__gte=_NEAR).order_by("-alike", "pk")[: NEAR * 3]:
        found.setdefault(wording.faq_id, wording)
    return [_answer(wording, sure=False) for wording in list(found.values())[:NEAR]]


def _answer(wording: FaqWording, *, sure: bool) -> Answer:
    return Answer(key=f"faq:{wording.faq_id}", title=wording.text, text=wording.faq.answer, sure=sure)


FINDER = Finder("faq", find, get)
