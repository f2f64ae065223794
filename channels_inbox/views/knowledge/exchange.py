"""Articles in and out as files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_http_methods, require_safe

from channels_inbox.views.access import AgentRequest, admins_only, agents_only
from channels_inbox.views.knowledge.finding import SECTION
from knowledgebase.exchange.archive import read_archive, write_archive
from knowledgebase.operations.importing import import_articles
from knowledgebase.selectors.exporting import exported


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def importing(request: AgentRequest) -> HttpResponse:
    """Take an archive in, whole or not at all."""
    if request.method != "POST":
        return _page(request)
    upload = request.FILES.get("archive")
    if upload is None:
        return _page(request, status=422, refused="Choose an archive first.")
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        return _page(request, status=413, refused=f"An archive may have up to {limit}.")
    files, problems = read_archive(upload.read())
    if not problems:
        done = import_articles(files, by=request.user, publish=bool(request.POST.get("publish")))
        problems = done.problems
    if problems:
        return _page(request, status=422, problems=problems)
    messages.success(request, f"{done.created} new, {done.changed} changed, {done.unchanged} as they were")
    return redirect("agent_knowledge")


@require_safe
@agents_only
def exporting(request: AgentRequest) -> HttpResponse:
    """Hand out every published text as an archive of files."""
    if not request.user.can_answer:
        raise Http404
    response = HttpResponse(write_archive(exported(request.user)), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="articles.zip"'
    return response


def _page(request: AgentRequest, *, status: int = 200, **extra: Any) -> HttpResponse:
    return render(request, "agent/knowledge/import.html", {**extra, **SECTION}, status=status)
