from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from knowledgebase.models import HelpCentre

# A new colour or logo shows everywhere within this time.
SECONDS = 300
_LOGO = """
:is(.site__logo, .auth__logo) > svg {{ display: none; }}
:is(.site__logo, .auth__logo)::before {{
  content: ""; inline-size: 2rem; block-size: 2rem; background: url("{}") center / contain no-repeat;
}}
"""


@require_safe
@cache_control(public=True, max_age=SECONDS)
def show(request: HttpRequest) -> HttpResponse:
    """The company's colour, as the one property the style sheets derive everything from, and its logo.

    The colour was checked when it was set, so nothing but a colour can be in it.
    """
    centre = HelpCentre.settings()
    sheet = f":root {{ --brand: {centre.colour or settings.BRAND_COLOUR}; }}\n"
    if centre.logo_type:
        sheet += _LOGO.format(reverse("logo", args=[centre.version]))
    response = HttpResponse(sheet, content_type="text/css; charset=utf-8")
    set_response_etag(response)
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(answer, HttpResponse)
    return answer


@require_safe
def logo(request: HttpRequest, version: int) -> HttpResponse:
    """The logo as it is now. Its address changes with it, so it is kept for good."""
    centre = HelpCentre.objects.get()
    if not centre.logo_type:
        raise Http404
    response = HttpResponse(bytes(centre.logo), content_type=centre.logo_type)
    response["Cache-Control"] = f"public, max-age={31_536_000 if version == centre.version else SECONDS}"
    # Whatever was uploaded, it runs nothing here.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
