"""Files waiting in a composer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_POST

from channels_inbox.views.access import AgentRequest, agents_only
from tickets.operations.messages import NewFile, store_file


@require_POST
@agents_only
def uploads(request: AgentRequest) -> HttpResponse:
    """Keep one file and answer with its line in the composer. Unsent files are swept after a day."""
    upload = request.FILES.get("file")
    if upload is None:
        return HttpResponse("No file came along.", status=422, content_type="text/plain")
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        return HttpResponse(f"Files may have up to {limit}.", status=413, content_type="text/plain")
    name = (upload.name or "file").replace("/", "_").replace("\x00", "")
    stored = store_file(
        NewFile(name, upload.content_type or "application/octet-stream", upload.read()), uploaded_by=request.user
    )
    return render(request, "agent/tickets/_upload.html", {"file": stored})
