"""What a site loads: the script with the button, its looks, and later the frame in which people talk."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import condition, require_safe

from channels_inbox.models import Widget
from channels_inbox.visitor_api.gate import WidgetRequest, widget_door
from channels_inbox.widgets import showing

# A changed colour or position shows on sites within this time.
LOADER_SECONDS = 600
# A new message, or one that was stopped, within this.
LOOKS_SECONDS = 60


@cache
def _loader() -> tuple[bytes, str]:
    # Both are one script, so that messages cost a site no request; the modules' words for that mean nothing in it.
    parts = [_source("widget/messages.js").replace("export function", "function"), _source("widget/loader.js")]
    content = "\n".join(["(() => {", *parts, "})();"]).encode()
    return content, hashlib.sha256(content).hexdigest()[:16]


def _source(name: str) -> str:
    found = finders.find(name)
    assert found, "the loader is part of the product"
    return Path(found).read_text()


@require_safe
@cache_control(public=True, max_age=LOADER_SECONDS)
@condition(etag_func=lambda _request: f'"{_loader()[1]}"')
def loader(_request: HttpRequest) -> HttpResponse:
    """Answer with the script a site includes; the same for every widget."""
    return HttpResponse(_loader()[0], content_type="text/javascript; charset=utf-8")


@widget_door("GET")
def looks(request: WidgetRequest) -> HttpResponse:
    """Say what the button looks like and what messages there are, to pages of allowed origins: alike for everybody."""
    response = JsonResponse(showing.launcher(request.widget))
    response["Cache-Control"] = f"public, max-age={LOOKS_SECONDS}"
    return response


@widget_door("GET")
def now(request: WidgetRequest) -> HttpResponse:
    """Say whether somebody is there and how long people wait."""
    return JsonResponse(showing.now(request.widget, timezone.now()))


@require_safe
@xframe_options_exempt
@never_cache
def frame(request: HttpRequest, site_key: str) -> HttpResponse:
    """Draw the page inside the frame. Browsers show it on allowed origins alone; it holds nothing of anybody."""
    running = Widget.objects.in_use().filter(channel__paused_at=None).select_related("channel__team")
    widget = get_object_or_404(running, site_key=site_key)
    shown = showing.frame(widget, timezone.now())
    response = render(request, "widget/frame.html", {"shown": shown, "modules": modules()})
    response["Content-Security-Policy"] = policy(widget.allowed_origins)
    # So that a page outside can tell no more about it than that it is there.
    response["Referrer-Policy"] = "no-referrer"
    return response


def policy(ancestors: list[str]) -> str:
    """Return the content security policy of a frame that these origins may show."""
    connect = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"]
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "connect-src": " ".join(connect),
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": " ".join(ancestors) or "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@cache
def modules() -> list[str]:
    """Return the frame's modules by path, so that browsers fetch them side by side."""
    folder = Path(settings.BASE_DIR) / "static" / "widget" / "frame"
    return [f"widget/frame/{path.name}" for path in sorted(folder.glob("*.js"))]
