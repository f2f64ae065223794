"""Ask for a link by mail. The answer on the page is the same whatever was asked for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.addresses import address_of
from channels_inbox.portal import renewing
from channels_inbox.portal.forms import FindForm
from channels_inbox.portal.links import BadLink, read_token
from helpdesk.lib.limits import allow

TEMPLATE = "help/links/find.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find one request by its number and the address it was asked from."""
    form = FindForm(request.POST or None)
    if request.method != "POST":
        return render(request, TEMPLATE, {"form": form})
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=422)
    if not _within_limits(request):
        return render(request, TEMPLATE, {"form": form, "too_often": True}, status=429)
    renewing.find(**form.cleaned_data)
    return redirect("link_sent")


@require_POST
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link in place of one that has run out, to the same address."""
    try:
        link = read_token(token)
    except BadLink:
        raise Http404 from None
    if _within_limits(request):
        renewing.renew(link)
    return redirect("link_sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "help/links/sent.html")


def _within_limits(request: HttpRequest) -> bool:
    return allow("link-visitor", address_of(request), limit=10, seconds=3600)
