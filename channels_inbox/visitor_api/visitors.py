"""A browser becomes a visitor, and says who it is."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from channels_inbox.chat.as_json import visitor_json
from channels_inbox.chat.errors import SignInFirst
from channels_inbox.chat.identity import Claim, read_identity
from channels_inbox.chat.welcoming import find_visitor, introduce, renew, welcome
from channels_inbox.models import Widget
from channels_inbox.visitor_api.gate import (
    Malformed,
    WidgetRequest,
    asked,
    limited,
    sender_of,
    token_of,
    visitors_only,
    widget_door,
)
from channels_inbox.visitor_api.reading import about


@widget_door("POST")
def visitors(request: WidgetRequest) -> HttpResponse:
    """Make a visitor and hand out their token, once. With an identity signed by the site they are known by it."""
    # Many people share one address; nobody needs so many visitors.
    limited("visitors", sender_of(request), limit=120, seconds=3600)
    content = asked(request)
    claim = _claim(request.widget, content.get("identity"))
    if claim is None and request.widget.identity == Widget.Identity.SIGNED:
        raise SignInFirst
    known = find_visitor(request.widget, token_of(request)) if claim else None
    if known is not None and claim is not None and renew(known, claim):
        known.refresh_from_db()
        return JsonResponse({"visitor": visitor_json(known), "token": token_of(request)})
    visitor, token = welcome(request.widget, claim, **about(content))
    return JsonResponse({"visitor": visitor_json(visitor), "token": token}, status=201)


@widget_door("GET", "POST")
@visitors_only
def me(request: WidgetRequest) -> HttpResponse:
    """Show or change what the visitor has said of themselves and where they are."""
    if request.method == "POST":
        limited("me", str(request.visitor.pk), limit=120, seconds=600)
        introduce(request.visitor, **about(asked(request)))
        request.visitor.refresh_from_db()
    return JsonResponse({"visitor": visitor_json(request.visitor)})


def _claim(widget: Widget, identity: object) -> Claim | None:
    if identity is None or identity == "":
        return None
    if not isinstance(identity, str):
        raise Malformed("identity", "An identity is a signed token.")
    return read_identity(widget, identity)
