"""The desk report, the tickets behind each of its numbers, and both as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels_inbox.views.access import AgentRequest, agents_only
from insights.calls import calls_by_team
from insights.files import call_rows, streamed, summary_rows, ticket_rows
from insights.forms.scope import PRESETS, ScopeForm
from insights.listing import listed, page_of
from insights.measures import MEASURES
from insights.models import Gathering
from insights.report import breakdown, report

GROUPS = {"team": "Team", "agent": "Agent", "channel": "Channel"}


@require_safe
@agents_only
def show(request: AgentRequest) -> HttpResponse:
    form = ScopeForm(request.GET, user=request.user)
    scope = form.scope()
    by = _by(request)
    context = {
        "report": report(scope, by=by, now=timezone.now()),
        "by": by,
        "groups": [(key, words, scope.query(by=key)) for key, words in GROUPS.items()],
        "measures": MEASURES.values(),
        "calls": calls_by_team(scope),
        "gathering": Gathering.objects.get(),
        **_page(form, scope),
    }
    return render(request, "insights/reports/show.html", context, status=422 if form.errors else 200)


@require_safe
@agents_only
def tickets(request: AgentRequest, key: str) -> HttpResponse:
    """List the tickets behind a number."""
    form = ScopeForm(request.GET, user=request.user)
    scope = form.scope()
    found = _listed(request, key, scope)
    page = page_of(found, after=request.GET.get("after", ""))
    extra = {name: request.GET[name] for name in ("only", "age") if request.GET.get(name)}
    context = {
        "listing": found,
        "rows": page.rows,
        "more": scope.query(**extra, after=page.after) if page.after else "",
        "file": scope.query(**extra),
        "sides": [(words, scope.query(only=only), only) for only, words in found.sides],
        "only": request.GET.get("only", ""),
        **_page(form, scope),
    }
    return render(request, "insights/reports/tickets.html", context)


@require_safe
@agents_only
def tickets_file(request: AgentRequest, key: str) -> StreamingHttpResponse:
    """Send the tickets behind a number as CSV, row by row, from the query of the page."""
    scope = ScopeForm(request.GET, user=request.user).scope()
    return streamed(f"{key}-{scope.first}-{scope.last}.csv", ticket_rows(_listed(request, key, scope)))


@require_safe
@agents_only
def summary_file(request: AgentRequest) -> StreamingHttpResponse:
    """Send the table of the page as CSV."""
    scope = ScopeForm(request.GET, user=request.user).scope()
    by = _by(request)
    rows = summary_rows(GROUPS[by], MEASURES.values(), breakdown(scope, by))
    return streamed(f"report-{by}-{scope.first}-{scope.last}.csv", rows)


@require_safe
@agents_only
def calls_file(request: AgentRequest) -> StreamingHttpResponse:
    """Send the table of the telephone as CSV; seconds where it is about time."""
    scope = ScopeForm(request.GET, user=request.user).scope()
    return streamed(f"telephone-{scope.first}-{scope.last}.csv", call_rows(calls_by_team(scope)))


def _by(request: AgentRequest) -> str:
    by = request.GET.get("by", "")
    return by if by in GROUPS else "team"


def _listed(request: AgentRequest, key: str, scope: Any) -> Any:
    found = listed(key, scope, only=request.GET.get("only", ""), age=request.GET.get("age", ""), now=timezone.now())
    if found is None:
        raise Http404
    return found


def _page(form: ScopeForm, scope: Any) -> dict[str, Any]:
    return {
        "form": form,
        "scope": scope,
        "shown": form.shown(scope),
        "preset": dict(PRESETS).get(scope.preset, ""),
        "query": scope.query(),
        "business": scope.query(hours="business"),
        "clock": scope.query(hours="clock"),
        "section": "reports",
    }
