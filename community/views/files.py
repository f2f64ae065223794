"""Pictures and files of posts: taken in from who writes, handed out to who may read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from community.models import PostFile
from community.operations.filing import LARGEST, store_file
from community.views.access import PersonRequest, signed_in
from helpdesk.lib.refusal import Refusal
from tickets.downloads import hand_out


@require_POST
@signed_in
def uploads(request: PersonRequest) -> HttpResponse:
    """Keep one file and answer with what the text says to show it."""
    upload = request.FILES.get("file")
    if upload is None:
        return HttpResponse("No file came along.", status=422, content_type="text/plain")
    if (upload.size or 0) > min(LARGEST, settings.UPLOAD_MAX_BYTES):
        return HttpResponse("This file is too large.", status=413, content_type="text/plain")
    try:
        stored = store_file(by=request.user, name=upload.name or "file", content=upload.read())
    except Refusal as refusal:
        return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain")
    return JsonResponse({"markdown": stored.markdown, "name": stored.name}, status=201)


@require_safe
def file(request: HttpRequest, token: str, name: str) -> Any:
    """Hand out a file to those who may read its post; 404 to all others. Pictures are shown, the rest is saved."""
    found = PostFile.objects.visible_to(request.user).filter(token=token, name=name).first()
    if found is None:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    try:
        return hand_out(request, found, shown=True)
    except FileNotFoundError:
        return HttpResponse("This file is not on the server any more.", status=410, content_type="text/plain")
