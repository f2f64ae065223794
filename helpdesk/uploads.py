"""Refuse a request body that is too large before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


class BodyLimitMiddleware:
    """Answer 413 above REQUEST_MAX_BYTES, going by Content-Length.

    That is enough: WSGI servers hand over no more than the length announced, and Django reads nothing without one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) <= settings.REQUEST_MAX_BYTES:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "The request is too large.", "errors": {}}, status=413)
        return render(request, "413.html", status=413)
