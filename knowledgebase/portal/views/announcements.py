from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.addresses import address_of
from helpdesk.lib.limits import allow
from knowledgebase.operations.announcing import MOMENTS, note_told
from knowledgebase.portal.caching import public_page
from knowledgebase.portal.head import Head
from knowledgebase.portal.locales import Alternate, in_locale, locales
from knowledgebase.portal.same_origin import same_origin
from knowledgebase.portal.views.visits import is_machine
from knowledgebase.portal.visitors import minds
from knowledgebase.visitors import cookie_visitor

_READER = re.compile(r"[a-f0-9]{24}")


@require_safe
@public_page
@in_locale
def news(request: HttpRequest, locale: str) -> HttpResponse:
    """The list of news."""
    alternates = [Alternate(one, reverse("help_news", args=[one])) for one in locales()]
    path = reverse("help_news", args=[locale])
    head = Head(title=_("News"), description=_("What is new."), path=path, alternates=alternates)
    context = {"locale": locale, "tab": "news", "head": head}
    return render(request, "help/announcements/index.html", context)


@same_origin
@never_cache
@require_POST
def told(request: HttpRequest) -> HttpResponseBase:
    """Keep what became of a message in a browser; who minds being counted is not."""
    pk, what, reader = (request.POST.get(name, "") for name in ("id", "what", "reader"))
    good = re.fullmatch(r"[0-9]{1,18}", pk) and what in {"eligible", "held", *MOMENTS} and _READER.fullmatch(reader)
    if not good:
        return HttpResponse(status=422)
    if not minds(request) and not is_machine(request):
        if not allow("announcements-told", address_of(request), limit=240, seconds=600):
            return HttpResponse(status=429)
        note_told(int(pk), cookie_visitor(f"message:{reader}"), what)
    return HttpResponse(status=204)
