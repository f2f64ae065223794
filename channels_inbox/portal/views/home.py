from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from channels_inbox.portal.selectors import mail_address, requests_of
from channels_inbox.reaching_out.in_app import of_user
from knowledgebase.audience import Audience
from knowledgebase.portal.caching import public_page
from knowledgebase.portal.head import Head
from knowledgebase.portal.locales import homes, in_locale, preferred_locale
from knowledgebase.portal.popular import popular, searched_most
from knowledgebase.portal.shelves import newest, shelves


def front(request: HttpRequest) -> HttpResponse:
    """The front door of the site, in the language the browser asks for."""
    response: HttpResponse = show(request, preferred_locale(request))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
@public_page
@in_locale
def show(request: HttpRequest, locale: str) -> HttpResponse:
    """The home page of the help centre in one language."""
    user = request.user
    audience = Audience.of(user)
    found = shelves(audience, locale)
    context = {
        "locale": locale,
        "tab": "guides",
        "big_search": True,
        "shelves": [shelf for shelf in found.values() if shelf.above is None],
        "popular": popular(audience, locale) if found else [],
        "newest": newest(audience, locale) if found else [],
        "asked": searched_most(locale) if found else [],
        "tickets": requests_of(user).tickets[:3] if user.is_authenticated else [],
        "reach_outs": of_user(user),
        "address": mail_address(),
        "reopen_days": settings.TICKET_REOPEN_DAYS,
        "head": _head(locale),
    }
    return render(request, "help/home/show.html", context)


def _head(locale: str) -> Head:
    return Head(
        title=f"{settings.SITE_NAME} {_('Help')}",
        description=_("Guides and answers, and people who help."),
        path=reverse("help_home", args=[locale]),
        alternates=homes(),
        feed=reverse("help_feed", args=[locale]),
        fallback=settings.SITE_URL + reverse("home"),
        data=[{"@type": "WebSite", "name": settings.SITE_NAME, "url": settings.SITE_URL, "inLanguage": locale}],
    )
