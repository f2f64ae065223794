"""Who looks at the help centre: a person who signed in, or a random cookie. No cookie is set before it is needed."""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from knowledgebase.visitors import Visitor, cookie_visitor, user_visitor

COOKIE = "visitor"
# Long enough to change a vote and to see whether somebody came back; then they are new.
KEPT = 30 * 86_400
_OURS = re.compile(r"[\w-]{22}")


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who asks. A newcomer is given a name; `remember` makes it last."""
    if isinstance(request.user, User):
        return user_visitor(request.user)
    cookie = request.COOKIES.get(COOKIE, "")
    if not _OURS.fullmatch(cookie):
        cookie = secrets.token_urlsafe(16)
        request.COOKIES[COOKIE] = cookie
        request.META["visitor.new"] = cookie
    return cookie_visitor(cookie)


def known_visitor(request: HttpRequest) -> Visitor | None:
    """Return who asks, when we have met them; None for a newcomer, and for those who mind."""
    known = request.user.is_authenticated or _OURS.fullmatch(request.COOKIES.get(COOKIE, ""))
    return visitor_of(request) if known and not minds(request) else None


def remember(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Give a newcomer their cookie. Never on a page that caches share."""
    if new := request.META.get("visitor.new"):
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(COOKIE, new, max_age=KEPT, httponly=True, samesite="Lax", secure=secure)
    return response


def minds(request: HttpRequest) -> bool:
    """Tell whether the browser says not to count (Global Privacy Control, Do Not Track)."""
    return "1" in {request.headers.get("Sec-GPC"), request.headers.get("DNT")}
