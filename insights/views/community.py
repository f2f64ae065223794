"""How the community fares, the topics behind each number, and both as files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from channels_inbox.views.access import AgentRequest, agents_only
from community.selectors.keyset import page_of
from insights.community.listing import TopicListing, listed, topic_rows
from insights.community.report import HEADER, report, report_rows
from insights.community.scope import CommunityScope
from insights.files import streamed
from insights.forms.community import CommunityScopeForm
from insights.forms.scope import PRESETS

PAGE = 50


@require_safe
@agents_only
def index(request: AgentRequest) -> HttpResponse:
    form = CommunityScopeForm(request.GET, user=request.user)
    scope = form.scope()
    context = {"report": report(scope, now=timezone.now()), "header": HEADER[1:], **_page(form, scope)}
    return render(request, "insights/community/index.html", context, status=422 if form.errors else 200)


@require_safe
@agents_only
def index_file(request: AgentRequest) -> StreamingHttpResponse:
    """Send the figures of the page as CSV."""
    scope = CommunityScopeForm(request.GET, user=request.user).scope()
    return streamed(f"community-{scope.first}-{scope.last}.csv", report_rows(scope))


@require_safe
@agents_only
def topics(request: AgentRequest, key: str) -> HttpResponse:
    """List the topics behind a number."""
    form = CommunityScopeForm(request.GET, user=request.user)
    scope = form.scope()
    found = _listed(request, key, scope)
    rows = found.rows.select_related("forum", "author__profile")
    page = page_of(rows, "created_at", before=request.GET.get("before", ""), size=PAGE)
    age = request.GET.get("age", "")
    context = {
        "listing": found,
        "rows": page.rows,
        "more": scope.query(age=age, before=page.older) if page.older else "",
        "file": scope.query(age=age),
        "age": age,
        **_page(form, scope),
    }
    return render(request, "insights/community/topics.html", context, status=422 if form.errors else 200)


@require_safe
@agents_only
def topics_file(request: AgentRequest, key: str) -> StreamingHttpResponse:
    """Send the topics behind a number as CSV, row by row, from the query of the page."""
    scope = CommunityScopeForm(request.GET, user=request.user).scope()
    return streamed(f"community-{key}-{scope.first}-{scope.last}.csv", topic_rows(_listed(request, key, scope)))


def _listed(request: AgentRequest, key: str, scope: CommunityScope) -> TopicListing:
    found = listed(key, scope, age=request.GET.get("age", ""), now=timezone.now())
    if found is None:
        raise Http404
    return found


def _page(form: CommunityScopeForm, scope: CommunityScope) -> dict[str, Any]:
    return {
        "form": form,
        "scope": scope,
        "shown": form.shown(scope),
        "preset": dict(PRESETS).get(scope.preset, ""),
        "query": scope.query(),
        "section": "reports",
    }
