from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from channels_inbox.portal.doors import person
from channels_inbox.portal.selectors import requests_of
from channels_inbox.reaching_out.in_app import of_user


@never_cache
@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My requests."""
    page = requests_of(person(request), after=request.GET.get("after", ""))
    context = {"page": page, "further": "after" in request.GET, "reach_outs": of_user(request.user)}
    return render(request, "help/requests/index.html", context)
