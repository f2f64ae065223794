"""The languages of the help centre: which there are, which one a page speaks, and where the same page is in another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, str, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page in one language."""

    locale: str
    url: str

    @property
    def name(self) -> str:
        """The language's own name: who looks for it may read no other."""
        try:
            return str(translation.get_language_info(self.locale)["name_local"])
        except KeyError:
            return self.locale

    @property
    def absolute(self) -> str:
        return settings.SITE_URL + self.url


def locales() -> list[str]:
    return list(settings.KNOWLEDGE_LOCALES)


def preferred_locale(request: HttpRequest) -> str:
    """Return the language of a page whose address names none: that of the page before, what the browser asks for,
    else the site's.
    """
    known = locales()
    came = request.POST.get("lang") or request.GET.get("lang")
    if came in known:
        return came
    for asked, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        found = next((one for one in known if asked in (one.lower(), "*") or asked.split("-")[0] == one.lower()), "")
        if found:
            return found
    return known[0]


def in_locale(view: View[P]) -> Callable[..., HttpResponseBase]:
    """Draw a page in the language its address names; 404 for one the help centre does not have."""

    @wraps(view)
    def through(request: HttpRequest, locale: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if locale not in locales():
            raise Http404
        with translation.override(locale):
            return view(request, locale, *args, **kwargs)

    return through


def in_preferred_locale(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Draw a page whose address names no language in the reader's."""

    @wraps(view)
    def through(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(preferred_locale(request)):
            return view(request, *args, **kwargs)

    return through


def homes() -> list[Alternate]:
    """Return the home page in every language."""
    return [Alternate(locale, reverse("help_home", args=[locale])) for locale in locales()]
