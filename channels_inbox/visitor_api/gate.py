"""Who may ask: a page of an allowed origin, with the visitor's own token where one is needed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from accounts.addresses import address_of
from channels_inbox.chat.errors import BadIdentity, ChatEnded, NameTaken, NotOffered, SignInFirst, TooMuch, WhoFirst
from channels_inbox.chat.finding import find_chat
from channels_inbox.chat.welcoming import find_visitor
from channels_inbox.models import Chat, Visitor, Widget
from channels_inbox.realtime.origin import allowed_origins
from helpdesk.lib.limits import allow
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.refusal import Refusal

log = logging.getLogger(__name__)

Answer = Callable[..., HttpResponseBase]
# A question of a widget; files have their own limit.
MOST_BYTES = 64 * 1024
_WIDGET = Question(
    lambda: Widget.objects.filter(
        site_key=Given("site_key"), channel__paused_at=None, channel__retired_at=None
    ).select_related("channel")
)
_CODES: dict[type[Refusal], str] = {
    ChatEnded: "ended",
    NameTaken: "name_taken",
    WhoFirst: "who_first",
    SignInFirst: "sign_in_first",
    BadIdentity: "bad_identity",
    TooMuch: "too_much",
    NotOffered: "not_offered",
}


class WidgetRequest(HttpRequest):
    """A request that passed the gate."""

    widget: Widget
    visitor: Visitor
    chat: Chat


class Malformed(Refusal):
    """Something in a question is not what it has to be; `field` names it."""

    status = 422

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def widget_door(*methods: str, files: bool = False) -> Callable[[Answer], Answer]:
    """Let pages of allowed origins ask with these methods. A token in a body proves more than a cookie could."""

    def decorate(view: Answer) -> Answer:
        @csrf_exempt
        @wraps(view)
        def gate(request: Any, site_key: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            widget = _WIDGET.one(site_key=site_key)
            origin = request.headers.get("Origin")
            if widget is None:
                return _refuse(404, "unknown", "There is no such widget.")
            if not _may_ask(request, widget, origin):
                log.warning("Widget %s was asked from %.200r", widget.site_key, origin)
                return _refuse(403, "origin", "This page may not use the widget.")
            request.widget = widget
            response: HttpResponseBase
            if request.method == "OPTIONS":
                response = _preflight(methods)
            elif request.method not in methods:
                response = _refuse(405, "method", "This is asked in another way.")
                response["Allow"] = ", ".join(methods)
            else:
                response = _answer(view, request, files, *args, **kwargs)
            if response.status_code != 200 or not response.has_header("Cache-Control"):
                response["Cache-Control"] = "no-store"
            if origin:
                response["Access-Control-Allow-Origin"] = origin
            response["Vary"] = "Origin, Authorization"
            return response

        return gate

    return decorate


def visitors_only(view: Answer) -> Answer:
    """Answer the holder of a token of this widget."""

    @wraps(view)
    def gate(request: WidgetRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        visitor = find_visitor(request.widget, token_of(request))
        if visitor is None:
            return _refuse(401, "token", "This visitor is not known here, or not any more.")
        request.visitor = visitor
        return view(request, *args, **kwargs)

    return gate


def in_chat(view: Answer) -> Answer:
    """Answer about a conversation of the visitor; anybody else's does not exist."""

    @wraps(view)
    @visitors_only
    def gate(request: WidgetRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        chat = find_chat(request.visitor, key)
        if chat is None:
            return _refuse(404, "unknown", "There is no such conversation.")
        request.chat = chat
        return view(request, *args, **kwargs)

    return gate


def limited(action: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one more act. Raises TooMuch."""
    if not allow(f"widget:{action}", who, limit=limit, seconds=seconds):
        raise TooMuch


def sender_of(request: HttpRequest) -> str:
    """Return the network address a question comes from."""
    return address_of(request)


def token_of(request: HttpRequest) -> str:
    """Return the visitor's token; only ever from a header, so that it stands in no log."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def asked(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of a question. Raises Malformed."""
    try:
        content = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise Malformed("", "This is not JSON.") from None
    if not isinstance(content, dict):
        raise Malformed("", "A JSON object is needed here.")
    return content


def _answer(view: Answer, request: Any, files: bool, *args: Any, **kwargs: Any) -> HttpResponseBase:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not files and (not length.isdigit() or int(length) > MOST_BYTES):
        return _refuse(413, "too_large", "This is too large.")
    try:
        return view(request, *args, **kwargs)
    except Malformed as error:
        return _refuse(422, "malformed", str(error), field=error.field)
    except Refusal as error:
        response = _refuse(error.status, _CODES.get(type(error), "refused"), str(error))
        if error.status == 429:
            response["Retry-After"] = "30"
        return response
    except Http404:
        return _refuse(404, "unknown", "There is nothing here.")


def _may_ask(request: HttpRequest, widget: Widget, origin: str | None) -> bool:
    """Tell whether the page is ours (the widget's frame) or one of those the widget is for.

    Browsers leave the origin out where a page reads from its own site, and only there.
    """
    if origin is None:
        return request.method == "GET"
    return origin in widget.allowed_origins or origin in allowed_origins()


def _preflight(methods: tuple[str, ...]) -> JsonResponse:
    response = JsonResponse({})
    response["Access-Control-Allow-Methods"] = ", ".join(methods)
    response["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    response["Access-Control-Max-Age"] = "600"
    return response


def _refuse(status: int, code: str, words: str, **more: Any) -> JsonResponse:
    return JsonResponse({"error": code, "message": words, **more}, status=status)
