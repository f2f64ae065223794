from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from knowledgebase.audience import Audience
from knowledgebase.models import Category
from knowledgebase.portal.caching import public_page
from knowledgebase.portal.head import Head, breadcrumbs
from knowledgebase.portal.locales import Alternate, in_locale, locales
from knowledgebase.portal.shelves import Shelf, on_shelf, shelves

PAGE = 50


@require_safe
@public_page
@in_locale
def show(request: HttpRequest, locale: str, slug: str) -> HttpResponse:
    """One category: what is below it and in it. One with nothing for this reader does not exist for them."""
    audience = Audience.of(request.user)
    shelf = shelves(audience, locale).get(slug)
    if shelf is None:
        raise Http404
    number = _page_number(request)
    found = on_shelf(audience, shelf, locale, start=PAGE * (number - 1), most=PAGE + 1)
    if number > 1 and not found:
        raise Http404
    context = {
        "locale": locale,
        "tab": "guides",
        "here": shelf,
        "trail": shelf.trail,
        "shelves": shelf.children,
        "articles": found[:PAGE],
        "page": number,
        "further": len(found) > PAGE,
        "head": _head(shelf, locale),
    }
    return render(request, "help/categories/show.html", context)


def _page_number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    if not asked.isascii() or not asked.isdigit() or not 0 < len(asked) < 5:
        raise Http404
    return max(int(asked), 1)


def _head(shelf: Shelf, locale: str) -> Head:
    home = reverse("help_home", args=[locale])
    addresses = [Alternate(one, reverse("help_category", args=[one, shelf.category.slug])) for one in locales()]
    return Head(
        title=shelf.name,
        description=shelf.description or shelf.name,
        path=shelf.url,
        alternates=addresses,
        feed=reverse("help_category_feed", args=[locale, shelf.category.slug]),
        hidden=shelf.category.reach != Category.Reach.PUBLIC,
        data=[breadcrumbs([(settings.SITE_NAME, home), *((one.name, one.url) for one in shelf.trail)])],
    )
