from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from channels_inbox.portal.access import Access

# Drawn by the browser as pixels and nothing else; every other kind is only ever saved.
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"}


@require_safe
def show(request: HttpRequest, access: Access, file_token: str) -> HttpResponseBase:
    """A file of a public message of this request."""
    found = access.files().filter(token=file_token).first()
    if found is None:
        raise Http404
    picture = found.content_type in _PICTURES
    try:
        opened = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        opened,
        as_attachment=not picture,
        filename=found.name,
        content_type=found.content_type if picture else "application/octet-stream",
    )
    # Whatever a stranger sent, it runs nothing here.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
