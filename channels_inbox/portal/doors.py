"""The two ways to a request's pages: a login, or a signed link from mail. Views behind them get an `Access`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.zones import zone_of
from channels_inbox.portal.access import Access, linked_request, own_request
from channels_inbox.portal.links import BadLink, read_token

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, Access, P], HttpResponseBase]


def person(request: HttpRequest) -> User:
    """Return who is signed in; only behind login_required."""
    assert isinstance(request.user, User)
    return request.user


def signed_in(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Open a view for the requester of the ticket with that number."""

    @never_cache
    @login_required
    @wraps(view)
    def through(request: HttpRequest, number: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, own_request(person(request), number), *args, **kwargs)

    return through


def with_link(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Open a view for the holder of a signed link. It signs nobody in and looks at no login.

    Mail scanners open links before people do: a GET changes nothing.
    """

    @never_cache
    @wraps(view)
    def through(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            link = read_token(token)
        except BadLink:
            raise Http404 from None
        response: HttpResponseBase
        if link.expired:
            words = {"token": token, "link_days": settings.REQUEST_LINK_DAYS}
            response = render(request, "help/links/expired.html", words, status=410)
        else:
            access = linked_request(link, token)
            with zone_of(access.customer):
                response = view(request, access, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        # The address is the key: it goes to no other site. Not `no-referrer`, under which browsers send
        # `Origin: null` with the reply form and the CSRF check would refuse it.
        response["Referrer-Policy"] = "same-origin"
        return response

    return through
