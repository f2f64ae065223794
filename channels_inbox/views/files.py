"""Attachments: what people sent us, handed out so that it can harm nobody."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from tickets.downloads import PICTURES, hand_out
from tickets.models import Attachment

_SALT = "inline-image"
PASS_SECONDS = 3600


def pass_for(file: Attachment) -> str:
    """Return a short-lived right to one file, for places that have no session (the sandboxed frame)."""
    return signing.dumps(file.pk, salt=_SALT, compress=False)


@require_safe
def file(request: HttpRequest, token: str, name: str) -> Any:
    """Hand out a file to those who may read its message; 404 to all others."""
    found = _find(request, token)
    if found is None:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
    if name != found.name:
        return redirect("file", token, found.name)
    try:
        return hand_out(request, found, shown="pass" in request.GET or "show" in request.GET)
    except FileNotFoundError:
        return HttpResponse("This file is not on the server any more.", status=410, content_type="text/plain")


def _find(request: HttpRequest, token: str) -> Attachment | None:
    files = Attachment.objects.filter(token=token)
    if "pass" in request.GET:
        try:
            pk = signing.loads(request.GET["pass"], salt=_SALT, max_age=PASS_SECONDS)
        except signing.BadSignature:
            return None
        return files.filter(pk=pk, content_type__in=PICTURES).first()
    return files.visible_to(request.user).first()
