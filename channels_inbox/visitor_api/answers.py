"""Answers of the help centre inside the chat: searched for, or offered before a chat begins.

Before their first message nobody is known here, so a random name of the browser's own (`reader`) tells visits apart.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, JsonResponse

from channels_inbox.visitor_api.gate import Malformed, WidgetRequest, asked, limited, sender_of, widget_door
from helpdesk.lib.html import html_to_text
from knowledgebase.languages import locale_for
from knowledgebase.models import HelpCentre, Translation, Visit
from knowledgebase.operations.visits import record_once, record_visit
from knowledgebase.portal.visitors import minds
from knowledgebase.search import search
from knowledgebase.suggesting import suggest_to
from knowledgebase.visitors import Visitor, cookie_visitor

LONGEST = 2000
MOST = 4
_READER = re.compile(r"[A-Za-z0-9_-]{8,64}")
# What a frame tells of an answer it showed.
_TOLD = {"viewed": Visit.Kind.VIEWED, "solved": Visit.Kind.SOLVED}


@widget_door("POST")
def answers(request: WidgetRequest) -> HttpResponse:
    """Answer words of a visitor with articles everybody may read. `unasked` asks only for what is sure."""
    limited("answers", sender_of(request), limit=240, seconds=600)
    content = asked(request)
    text = content.get("text")
    if not isinstance(text, str):
        raise Malformed("text", "Write something first.")
    centre = HelpCentre.settings()
    if not centre.suggests_in_widget:
        return JsonResponse({"answers": []})
    text, reader = " ".join(text[:LONGEST].replace("\0", "").split()), _reader(content)
    locale = locale_for(content.get("language"))
    place = Visit.Place.WIDGET
    if content.get("unasked") is True:
        found = suggest_to(
            reader,
            text,
            reader=AnonymousUser(),
            locale=locale,
            place=place,
            centre=centre,
            counted=not minds(request),
        )
        return JsonResponse({"answers": [_answer(one.translation, one.snippet) for one in found]})
    # Articles alone: what is told of an opened answer names one.
    results = search(AnonymousUser(), text, locale=locale, limit=MOST).results if text else []
    if not minds(request):
        record_visit(reader, Visit.Kind.SEARCHED, place=place, locale=locale, query=text, found=len(results))
    return JsonResponse({"answers": [_answer(one.row, one.snippet) for one in results]})


@widget_door("POST")
def answer(request: WidgetRequest, pk: int) -> HttpResponse:
    """Hear that an answer was opened, or that it solved it."""
    limited("answer", sender_of(request), limit=120, seconds=600)
    content = asked(request)
    kind = _TOLD.get(str(content.get("told")))
    if kind is None:
        raise Malformed("told", f"Tell one of: {', '.join(_TOLD)}.")
    rows = Translation.objects.published().visible_to(AnonymousUser())
    translation = rows.filter(pk=pk).first()
    if translation is not None and not minds(request):
        place = Visit.Place.WIDGET
        record_once(_reader(content), kind, translation, address=sender_of(request), place=place)
    return HttpResponse(status=204)


def note_contact(request: WidgetRequest, content: dict[str, Any]) -> None:
    """Remember that somebody who may have looked for answers here asks us after all. Nothing about it stops a chat."""
    with suppress(Malformed):
        reader = _reader(content)
        if not minds(request):
            record_visit(reader, Visit.Kind.CONTACTED, place=Visit.Place.WIDGET)


def _reader(content: dict[str, Any]) -> Visitor:
    name = content.get("reader")
    if not isinstance(name, str) or not _READER.fullmatch(name):
        raise Malformed("reader", "Name the browser: 8 to 64 letters, digits, - or _.")
    return cookie_visitor(f"widget:{name}")


def _answer(translation: Translation, snippet: str) -> dict[str, Any]:
    revision = translation.current_revision
    return {
        "id": translation.pk,
        "title": revision.title if revision else "",
        # As words: the frame draws text, never HTML.
        "snippet": html_to_text(snippet),
        "url": settings.SITE_URL + translation.get_absolute_url(),
    }
