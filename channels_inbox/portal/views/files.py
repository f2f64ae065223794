from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from channels_inbox.portal.access import Access
from tickets.downloads import hand_out


@require_safe
def show(request: HttpRequest, access: Access, file_token: str) -> HttpResponseBase:
    """A file of a public message of this request."""
    found = access.files().filter(token=file_token).first()
    if found is None:
        raise Http404
    try:
        return hand_out(request, found, shown=True)
    except FileNotFoundError:
        raise Http404 from None
