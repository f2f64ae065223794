from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from helpdesk.context import brand_version


@require_safe
@cache_control(public=True, max_age=86_400)
@condition(etag_func=lambda _: f'"{brand_version()}"')
def show(request: HttpRequest) -> HttpResponse:
    """The company's colour, as the one property the style sheets derive everything from.

    The colour is checked when settings load, so nothing but a colour can be in it.
    """
    return HttpResponse(f":root {{ --brand: {settings.BRAND_COLOUR}; }}\n", content_type="text/css; charset=utf-8")
