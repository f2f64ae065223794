"""The addresses vendors' servers post to. Proved first, stored second, answered last."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from channels_inbox.forgeries import note_forgery
from channels_inbox.hooking import Arrival, Forged, Hook, unsorted
from channels_inbox.models import Channel
from channels_inbox.parts import file_behind
from channels_inbox.registry import Door, Unreadable, door
from channels_inbox.storing import store_raw
from tickets.downloads import hand_out

PLAYED = ("image/", "audio/", "video/", "application/pdf")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def hook(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Take what a vendor tells a channel. 200 only once it is committed; nothing unproved is stored."""
    channel, taking = _find(kind, slug)
    if channel is None or taking is None:
        return _say("There is no such channel.", 404)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > taking.MOST_BYTES:
        return _say("This is too large.", 413)
    told = _told(request)
    try:
        taking.verify(told, channel)
    except Forged as error:
        return _refused(request, channel, error)
    if request.method == "GET":
        return _welcome(taking, told)
    try:
        arrivals = taking.split(told, channel)
    except Unreadable as error:
        if taking.REPORTS:
            return _say(str(error), 422)
        # Vendors repeat what is refused; ours to look at, and no reason to hold up the rest.
        arrivals = [unsorted(told.body)]
    new = _keep(channel, arrivals)
    # Some vendors send on whatever words they get for an answer.
    return JsonResponse({"received": len(arrivals), "new": new}) if taking.REPORTS else HttpResponse()


def _refused(request: HttpRequest, channel: Channel, error: Forged) -> HttpResponse:
    """Refuse a forgery; who goes on and on is told so, and fills no log."""
    if not note_forgery(request, channel, error):
        response = _say("Too many posts that are not proved.", 429)
        response["Retry-After"] = "60"
        return response
    return _say("Who sent this is not proved.", 403)


@transaction.atomic
def _keep(channel: Channel, arrivals: list[Arrival]) -> int:
    kept = [store_raw(channel, external_id=a.external_id, raw=a.raw) for a in arrivals]
    return sum(new for _, new in kept)


def _find(kind: str, slug: str) -> tuple[Channel | None, Door | None]:
    try:
        taking = door(kind)
    except KeyError:
        return None, None
    return Channel.objects.filter(kind=kind, slug=slug, retired_at=None).first(), taking


def _told(request: HttpRequest) -> Hook:
    return Hook(
        method=request.method or "",
        # The address we gave out, whatever proxy stands in front: some vendors sign it.
        url=settings.SITE_URL + request.get_full_path(),
        headers={name.lower(): value for name, value in request.headers.items()},
        query={name: request.GET.get(name, "") for name in request.GET},
        body=request.body,
    )


def _welcome(taking: Door, told: Hook) -> HttpResponse:
    words = taking.welcome(told)
    return _say("Nothing can be read here.", 405) if words is None else HttpResponse(words, content_type="text/plain")


def _say(words: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": words}, status=status)


@require_safe
def hook_file(request: HttpRequest, sealed: str, name: str) -> Any:
    """Hand a file of a reply to the wire that is to carry it."""
    found = file_behind(sealed)
    if found is None:
        return _say("This address is over.", 404)
    response = hand_out(request, found)
    if found.content_type.startswith(PLAYED):
        # Vendors go by the type. It is still only ever saved, and runs nothing.
        response["Content-Type"] = found.content_type
    return response
