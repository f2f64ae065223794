from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from accounts.addresses import address_of
from helpdesk.lib.limits import allow
from knowledgebase.models import Visit
from knowledgebase.operations.visits import record_visit
from knowledgebase.portal.finding import LONGEST, Answers, find
from knowledgebase.portal.head import Head
from knowledgebase.portal.locales import Alternate, in_locale, locales
from knowledgebase.portal.views.visits import is_machine
from knowledgebase.portal.visitors import minds, remember, visitor_of

MOST, COMPLETIONS = 20, 6


@never_cache
@require_safe
@in_locale
def show(request: HttpRequest, locale: str) -> HttpResponseBase:
    """What was found, best first; nothing found leads to the request form with the words along."""
    query = asked(request)
    if query and not allow("search", address_of(request), limit=120, seconds=60):
        return render(request, "429.html", status=429)
    answers = find(request.user, query, locale=locale, most=MOST)
    address = reverse("help_search", args=[locale])
    context = {
        "locale": locale,
        "tab": "guides",
        "big_search": True,
        "query": query,
        "answers": answers,
        "head": Head(
            title=query,
            description="",
            path=address,
            alternates=[Alternate(one, reverse("help_search", args=[one])) for one in locales()],
            hidden=True,
        ),
    }
    response = render(request, "help/search/show.html", context)
    return _count(request, response, query, locale, answers) if query else response


@cache_control(private=True, max_age=30)
@vary_on_cookie
@require_safe
@in_locale
def completions(request: HttpRequest, locale: str) -> HttpResponse:
    """The few articles a beginning of a question leads to, as options of the search box."""
    query = asked(request)
    fits = len(query) > 1 and allow("completions", address_of(request), limit=240, seconds=60)
    answers = find(request.user, query if fits else "", locale=locale, most=COMPLETIONS, typing=True)
    context = {"locale": locale, "query": query, "answers": answers}
    return render(request, "help/search/_completions.html", context)


def asked(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", "")[:LONGEST].split())


def _count(request: HttpRequest, response: HttpResponse, query: str, locale: str, answers: Answers) -> HttpResponseBase:
    if minds(request) or is_machine(request):
        return response
    record_visit(visitor_of(request), Visit.Kind.SEARCHED, locale=locale, query=query, found=len(answers.all))
    return remember(request, response)
