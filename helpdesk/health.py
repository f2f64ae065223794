"""Health checks for the supervisor: alive says the process answers, ready says it can do its work."""

from __future__ import annotations

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse


def live(request: HttpRequest) -> JsonResponse:
    """Answer without touching anything else."""
    return JsonResponse({"status": "alive"})


def ready(request: HttpRequest) -> JsonResponse:
    """Answer 503 while the database or Valkey cannot be reached; names no cause to outsiders."""
    try:
        connection.ensure_connection()
        cache.get("health")
    except Exception:
        return JsonResponse({"status": "not ready"}, status=503)
    return JsonResponse({"status": "ready"})
