"""Let browsers and caches keep pages for a moment, and only those that are the same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers, set_response_etag
from django.utils.http import parse_http_date_safe

P = ParamSpec("P")
SECONDS = 60


def public_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponse]:
    """Mark what a visitor without a session gets as public for a minute, with an ETag; a person's page as theirs.

    Such a page holds no CSRF token and sets no cookie, so that it is the same for everybody; its forms are
    guarded by `same_origin`.
    """

    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        assert isinstance(response, HttpResponse)
        # Whoever signs in, or is told something once, gets another page at the same address.
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated or request.COOKIES.get("messages") or response.status_code != 200:
            patch_cache_control(response, private=True, no_store=True)
            return response
        patch_cache_control(response, public=True, max_age=SECONDS)
        set_response_etag(response)
        modified = response.get("Last-Modified")
        answer = get_conditional_response(
            request,
            etag=response["ETag"],
            last_modified=parse_http_date_safe(modified) if modified else None,
            response=response,
        )
        assert isinstance(answer, HttpResponse)
        return answer

    return through
