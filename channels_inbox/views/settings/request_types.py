"""Request types: the ordered list customers choose from, and one with what its form asks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from channels_inbox.forms.request_type import RequestTypeForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from channels_inbox.views.settings.placing import placing
from tickets.models import RequestType
from tickets.operations.asking import restore, retire, save_request_type

PLACE = {"section": "settings", "here": "request_types"}


@require_safe
@admins_only
def request_types(request: AgentRequest) -> HttpResponse:
    rows = RequestType.objects.select_related("team").prefetch_related("fields")
    context = {"rows": [r for r in rows if not r.retired_at], "retired": [r for r in rows if r.retired_at], **PLACE}
    return render(request, "agent/settings/request_types/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    kind = get_object_or_404(RequestType, pk=pk) if pk else RequestType()
    if request.method != "POST":
        return _page(request, RequestTypeForm(initial=written(kind) if pk else {}), kind)

    def make(data: Any) -> RequestTypeForm:
        return RequestTypeForm(data)

    def save(form: RequestTypeForm) -> None:
        save_request_type(form.apply(kind), form.asked, by=request.user, seen=form.seen)

    form, code = attempt(request, make, kind, save)
    if code != SAVED:
        return _page(request, form, kind, code=code)
    messages.success(request, f"“{kind}” is saved")
    return redirect("agent_request_types")


position = placing(RequestType.objects.in_use, back="agent_request_types")


@require_POST
@admins_only
def retirement(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask it no more, or again."""
    kind = get_object_or_404(RequestType, pk=pk)
    if kind.retired_at:
        restore(kind, by=request.user)
        messages.success(request, f"“{kind}” is asked again")
        return redirect("agent_request_types")
    try:
        retire(kind, by=request.user)
    except NotPossible as error:
        form = RequestTypeForm(written(kind))
        form.is_valid()
        form.add_error(None, str(error))
        return _page(request, form, kind, code=422)
    messages.success(request, f"“{kind}” is asked no more; tickets keep what they have")
    return redirect("agent_request_types")


def _page(request: AgentRequest, form: RequestTypeForm, kind: RequestType, *, code: int = 200) -> HttpResponse:
    return render(request, "agent/settings/request_types/edit.html", {"form": form, "kind": kind, **PLACE}, status=code)
