"""Answers for somebody who is writing to us, only when they are likely right, and what came of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.addresses import address_of
from helpdesk.lib.limits import allow
from knowledgebase.audience import Audience
from knowledgebase.models import HelpCentre, Visit
from knowledgebase.operations.visits import record_visit
from knowledgebase.portal.along import numbers, readable_ones
from knowledgebase.portal.locales import in_locale
from knowledgebase.portal.same_origin import same_origin
from knowledgebase.portal.visitors import minds, remember, visitor_of
from knowledgebase.suggesting import suggest_to

LONGEST = 2000


@same_origin
@never_cache
@require_POST
@in_locale
def suggestions(request: HttpRequest, locale: str) -> HttpResponseBase:
    """Answer what is being written with up to three articles. The words come by POST: addresses end up in logs."""
    text = " ".join(request.POST.get("text", "")[:LONGEST].replace("\0", "").split())
    centre = HelpCentre.settings()
    if not centre.suggests_in_form or not allow("suggestions", address_of(request), limit=120, seconds=600):
        return HttpResponse(status=204)
    found = suggest_to(
        visitor_of(request),
        text,
        reader=request.user,
        locale=locale,
        place=Visit.Place.FORM,
        centre=centre,
        counted=not minds(request),
    )
    response = render(request, "help/contact/_suggestions.html", {"found": found, "locale": locale})
    return response if minds(request) else remember(request, response)


@same_origin
@never_cache
@require_POST
@in_locale
def solutions(request: HttpRequest, locale: str) -> HttpResponseBase:
    """Somebody who was about to write says that an article solved it."""
    found = readable_ones(Audience.of(request.user), numbers(request.POST.getlist("translation")))
    if not found:
        raise Http404
    if not minds(request) and allow("solved", address_of(request), limit=30, seconds=3600):
        record_visit(visitor_of(request), Visit.Kind.SOLVED, translation=found[0], place=Visit.Place.FORM)
    return remember(request, redirect("help_thanks", locale=locale))


@require_safe
@in_locale
def thanks(request: HttpRequest, locale: str) -> HttpResponse:
    return render(request, "help/contact/solved.html", {"locale": locale, "tab": "guides"})
