"""The community in and out as a file. For administrators: it holds mail addresses, and what only some may read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.exchange.writing import exported
from community.forms.exchange import ImportForm
from community.models import CommunityImport
from community.operations.taking_in import ask_for_import, note_export, progress
from community.views.access import PersonRequest
from community.views.settings import HERE, admins_only

# Of the past, on the page.
MOST = 10


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def importing(request: PersonRequest) -> HttpResponse:
    """Send a file to be taken in, and see what became of those before."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        ask_for_import(form.cleaned_data["file"], form=form.cleaned_data["format"], by=request.user)
        return redirect("community_import")
    context = {**HERE, "form": form, "imports": _latest(), "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
    return render(request, "agent/settings/community/import.html", context, status=422 if form.is_bound else 200)


@require_safe
@admins_only
def state(request: PersonRequest, pk: int) -> HttpResponse:
    """How far one import is: the page asks until it has ended."""
    found = CommunityImport.objects.select_related("by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(request, "agent/settings/community/_import.html", {"row": found, "progress": progress(found)})


@require_POST
@admins_only
def exporting(request: PersonRequest) -> Any:
    """Hand out everything, line by line. That somebody did is written down."""
    note_export(by=request.user)
    response = StreamingHttpResponse(exported(), content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="community.jsonl"'
    return response


def _latest() -> list[tuple[CommunityImport, object]]:
    rows = CommunityImport.objects.select_related("by")[:MOST]
    return [(row, progress(row) if row.finished_at is None else {}) for row in rows]
