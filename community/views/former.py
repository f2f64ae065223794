"""Addresses of the program the community moved here from: links that others wrote go on leading to their topic."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.models import Origin
from community.operations.importing import DISCOURSE
from community.selectors.reading import page_with
from community.standing import Standing
from community.views.access import home_or_404


@require_safe
@never_cache
def topic(request: HttpRequest, number: int, slug: str = "", post: int = 1) -> HttpResponse:
    """Lead `/t/slug/id/post` of Discourse to what it became, for who may read that."""
    came = Origin.objects.filter(source=DISCOURSE, kind=Origin.Kind.TOPIC, external=str(number)).first()
    if came is None:
        raise Http404
    found = home_or_404(Standing.of(request.user), came.object_id)
    page = page_with(post) if 1 < post <= found.last_number else 1
    query = f"?page={page}" if page > 1 else ""
    return redirect(f"{found.get_absolute_url()}{query}{f'#post-{post}' if post > 1 else ''}", permanent=True)
