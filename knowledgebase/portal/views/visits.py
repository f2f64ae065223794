from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.addresses import address_of
from knowledgebase.audience import Audience
from knowledgebase.models import Translation, Visit
from knowledgebase.operations.visits import record_once
from knowledgebase.portal.same_origin import same_origin
from knowledgebase.portal.visitors import minds, remember, visitor_of

_MACHINES = re.compile(r"bot\b|crawl|spider|slurp|preview|lighthouse|monitor|curl|wget|python-", re.IGNORECASE)


@same_origin
@never_cache
@require_POST
def visits(request: HttpRequest) -> HttpResponseBase:
    """Count that somebody reads an article: said by the page itself, so that caches, previews and robots do not."""
    if minds(request) or is_machine(request):
        return HttpResponse(status=204)
    pk = request.POST.get("translation", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return HttpResponse(status=422)
    rows = Translation.objects.published().seen_by(Audience.of(request.user))
    translation = rows.filter(pk=pk).first()
    if translation is None:
        return HttpResponse(status=404)
    record_once(visitor_of(request), Visit.Kind.VIEWED, translation, address=address_of(request))
    return remember(request, HttpResponse(status=204))


def is_machine(request: HttpRequest) -> bool:
    """Tell whether nobody looks: a robot by its own word, or a browser that only fetches ahead."""
    ahead = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return "prefetch" in ahead or bool(_MACHINES.search(request.headers.get("User-Agent", "")))
