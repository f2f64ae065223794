"""The addresses jobs and Alertmanager call. Proved first; whoever proves nothing learns nothing."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from rest_framework.exceptions import ParseError

from helpdesk.api.parsing import require_clean
from helpdesk.lib.limits import allow
from knowledgebase.monitoring.checks.alerts import NoAlerts
from knowledgebase.operations.hearing import hear_alerts, hear_heartbeat, proves

MOST_BYTES = 1024 * 1024
# Nobody's job ends more often.
PER_MINUTE = 60


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def heartbeat(request: HttpRequest, key: str, outcome: str = "") -> HttpResponse:
    """Take a sign of life. By GET, too: cron jobs call it with whatever fetches an address."""
    if not allow("heartbeat", key, limit=PER_MINUTE, seconds=60):
        return _say("This job called very often within a minute.", 429)
    if not hear_heartbeat(key, failed=bool(outcome)):
        return _say("Nobody waits for this.", 404)
    return HttpResponse("Heard.\n", content_type="text/plain")


@csrf_exempt
@require_POST
def alerts(request: HttpRequest, key: str) -> HttpResponse:
    """Take what Alertmanager posts; its `authorization` holds the monitor's secret."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not allow("alerts", key, limit=PER_MINUTE, seconds=60):
        return _say("Too many posts within a minute.", 429)
    if scheme.lower() != "bearer" or not proves(key, token.strip()):
        response = _say("Who sent this is not proved.", 401)
        response["WWW-Authenticate"] = "Bearer"
        return response
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return _say("This is too large.", 413)
    try:
        told = json.loads(request.body)
        require_clean(told)
        heard = hear_alerts(key, told)
    except (ValueError, RecursionError):
        return _say("This is not JSON.", 422)
    except NoAlerts as error:
        return _say(str(error), 422)
    except ParseError as error:
        return _say(str(error.detail), 422)
    return JsonResponse({"heard": heard})


def _say(words: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": words}, status=status)
