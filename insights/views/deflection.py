"""What the knowledge base saves: who looked for an answer and asked nobody, by article."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from channels_inbox.views.access import AgentRequest, agents_only
from insights.asked import Asked
from insights.files import streamed
from insights.forms.asked import PRESETS, AskedForm
from insights.found import FoundRow, found_rows
from knowledgebase.models import HelpCentre

HEADER = (
    *("Article", "Sessions", "Without contact", "Suggested", "Suggested, without contact", "Kept back"),
    *("Kept back, without contact", "Difference in points", "From", "To", "Said it solved it"),
)


@require_safe
@agents_only
def index(request: AgentRequest) -> HttpResponse:
    asked = _asked(request)
    whole, rows = found_rows(asked)
    context = {
        "all": whole,
        "rows": rows,
        "asked": asked,
        "query": asked.query(),
        "periods": [(words, asked.query(range=key), key == asked.preset) for key, words in PRESETS],
        "holdout": HelpCentre.settings().holdout_percent.normalize(),
        "section": "questions",
    }
    return render(request, "insights/deflection/index.html", context)


@require_safe
@agents_only
def index_file(request: AgentRequest) -> StreamingHttpResponse:
    asked = _asked(request)
    _, rows = found_rows(asked)
    lines = [HEADER, *map(_line, rows)]
    return streamed(f"deflection-{asked.first}-{asked.last}.csv", lines)


def _asked(request: AgentRequest) -> Asked:
    return AskedForm({"range": request.GET.get("range", "")}, user=request.user).asked()


def _line(row: FoundRow) -> tuple[Any, ...]:
    it = row.found
    points = [it.difference, *(it.interval or (None, None))]
    return (
        *(row.title, it.sessions, it.alone, it.shown, it.shown_alone, it.held, it.held_alone),
        *(None if value is None else round(value * 100, 1) for value in points),
        it.solved,
    )
