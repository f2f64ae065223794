"""Where telephone systems tell of calls. Nothing is stored without a valid signature; an unset secret refuses all.

Unlike mail, nothing waits for a worker: a carrier hears at once what its caller is to hear.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from channels_inbox.adapters.phone import cti
from channels_inbox.forgeries import note_forgery
from channels_inbox.models import Channel
from channels_inbox.phone.receiving import Blocked, receive_news
from channels_inbox.registry import Unreadable
from tickets.models.kinds import ChannelKind


@csrf_exempt
@require_POST
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one step of one call from a telephone system of any make."""
    channel = Channel.objects.filter(kind=ChannelKind.PHONE, slug=slug).select_related("team").first()
    body = request.body if _small(request) else b""
    if channel is None or not body or not cti.verify(body, _signature(request), channel.secrets.get("secret", "")):
        return refuse(request, channel)
    if channel.paused_at:
        return JsonResponse({"error": "This channel is paused."}, status=409)
    try:
        call = receive_news(channel, cti.parse(body, request.content_type or ""))
    except Unreadable as error:
        return JsonResponse({"error": str(error)}, status=422)
    except Blocked:
        return JsonResponse({"action": "reject"})
    ticket = call.conversation.ticket.number if call.conversation else None
    return JsonResponse({"call": call.external_id, "state": call.state, "ticket": ticket})


def refuse(request: HttpRequest, channel: Channel | None) -> HttpResponse:
    """Answer what proved nothing; who goes on and on is told so."""
    if note_forgery(request, channel, "no valid signature"):
        return JsonResponse({"error": "The signature is missing or wrong."}, status=403)
    too_many = "Too many posts that are not proved."
    return JsonResponse({"error": too_many}, status=429, headers={"Retry-After": "60"})


def _small(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdigit() and 0 < int(length) <= cti.MOST_BYTES


def _signature(request: HttpRequest) -> str:
    return request.headers.get("X-Helpdesk-Signature", "")
