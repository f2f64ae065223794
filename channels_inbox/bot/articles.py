"""Articles of the help centre as the bot finds them: the passage that answers, with where it stands."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from channels_inbox.bot.answers import NEAR, Answer, Finder, Source
from helpdesk.lib.html import html_to_text
from knowledgebase.languages import locale_for
from knowledgebase.models import Translation
from knowledgebase.search import SURE, Result, search
from knowledgebase.suggesting import FEWEST_WORDS

PREFIX = "article"
# Less sure than this is no question back, but a guess.
_NEAR = SURE * 0.75
_PASSAGE = 400


def find(text: str, language: str) -> list[Answer]:
    """Return what articles everybody may read say to a question, best first: nobody has proved who they are here."""
    found = search(AnonymousUser(), text, locale=locale_for(language), limit=NEAR, least=_NEAR)
    asks = len(text.split()) >= FEWEST_WORDS
    return [_found(result, sure=asks and result.score >= SURE) for result in found.results]


def get(key: str) -> Answer | None:
    number = key.removeprefix(f"{PREFIX}:")
    if not number.isdecimal() or len(number) > 18:
        return None
    readable = Translation.objects.published().visible_to(AnonymousUser()).select_related("current_revision")
    found = readable.filter(pk=int(number)).first()
    if found is None or found.current_revision is None:
        return None
    revision = found.current_revision
    return _answer(found, _cut(revision.summary or html_to_text(revision.html)), sure=True)


def _found(result: Result, *, sure: bool) -> Answer:
    return _answer(result.row, html_to_text(result.snippet), sure=sure)


def _answer(row: Translation, passage: str, *, sure: bool) -> Answer:
    title = row.current_revision.title if row.current_revision else ""
    source = Source(title, settings.SITE_URL + row.get_absolute_url())
    return Answer(key=f"{PREFIX}:{row.pk}", title=title, text=passage, source=source, sure=sure)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _PASSAGE else f"{text[:_PASSAGE].rsplit(' ', 1)[0]}…"


FINDER = Finder(PREFIX, find, get)
