"""The arrows of lists that have an order of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.operations.ordering import move
from channels_inbox.views.access import AgentRequest, admins_only


def placing(rows: Callable[[], QuerySet[Any]], *, back: str) -> Callable[..., HttpResponseBase]:
    """Return a view that puts one of these rows at the place its button names, and shows the list again."""

    @require_POST
    @admins_only
    def position(request: AgentRequest, pk: int) -> HttpResponse:
        place = request.POST.get("to", "")
        if not (place.isascii() and place.isdigit() and len(place) < 10):
            return HttpResponseBadRequest("Say which place, counted from 1.")
        move(get_object_or_404(rows(), pk=pk), rows(), to=int(place), by=request.user)
        return redirect(back)

    return position
