"""Serve the status page from its copies, in front of everything that asks the database."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers, set_response_etag

from knowledgebase.portal.locales import preferred_locale
from knowledgebase.status import copies
from knowledgebase.status.copies import Copy

# Copies are written again every minute. One that is older is not kept up to date: then the pages are asked first.
FRESH = 180
# How long not to ask again after the pages failed: a server that does not answer takes its time to say so.
PAUSE = 10
SECONDS = 30
# Hidden in the pages, shown in a copy that is out of date.
_NOTICE, _SHOWN = b'class="notice notice--warning status-stale" hidden', b'class="notice notice--warning status-stale"'


class StatusPageMiddleware:
    """Answer strangers from the copy as long as it is fresh; everybody from the copy when the pages fail.

    Whoever has a session reads the pages, which may show them more. So on good days most readers use the way that
    is left on bad ones.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._failed = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        copy = _copy_for(request)
        if copy is None:
            return self.get_response(request)
        fresh = time.time() - copy.written < FRESH
        failing = time.monotonic() - self._failed < PAUSE
        if failing or (fresh and _is_for_everybody(request)):
            return _answer(request, copy, fresh=fresh)
        response = self.get_response(request)
        if response.status_code < 500:
            return response
        self._failed = time.monotonic()
        return _answer(request, copy, fresh=fresh)


def _copy_for(request: HttpRequest) -> Copy | None:
    if request.method not in {"GET", "HEAD"} or not request.path.startswith(copies.ROOT):
        return None
    return copies.find(request.path, preferred_locale(request))


def _is_for_everybody(request: HttpRequest) -> bool:
    """Whether a copy says all that this reader asks for: a page of a stranger, or what programs ask for."""
    if not request.path.endswith("/"):
        return True
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and set(request.GET) <= {"lang"}


def _answer(request: HttpRequest, copy: Copy, *, fresh: bool) -> HttpResponse:
    content = copy.content if fresh else copy.content.replace(_NOTICE, _SHOWN)
    response = HttpResponse(content, content_type=copy.content_type)
    patch_cache_control(response, public=True, max_age=SECONDS)
    if request.path.endswith("/"):
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
    else:
        response["Access-Control-Allow-Origin"] = "*"
    set_response_etag(response)
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(answer, HttpResponse)
    return answer
