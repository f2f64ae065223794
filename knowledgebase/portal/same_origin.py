"""Forms on pages that caches share: these hold no CSRF token, so the browser's word about the origin guards them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")


def same_origin(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Take a POST only from our own pages: every browser names the origin of a POST, and no page can forge it.

    Beside it stands the cookies' SameSite=Lax: a foreign page's POST brings neither session nor visitor along.
    """

    @csrf_exempt
    @wraps(view)
    def through(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and request.headers.get("Origin") not in _ours(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return through


def _ours(request: HttpRequest) -> list[str]:
    return [f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS]
