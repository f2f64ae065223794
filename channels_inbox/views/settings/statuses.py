"""Statuses: the ordered list, and one with what comes after it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from channels_inbox.forms.status import StatusForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from channels_inbox.views.settings.placing import placing
from tickets.models import Status
from tickets.operations.staging import restore_status, retire_status, save_status

PLACE = {"section": "settings", "here": "statuses"}


@require_safe
@admins_only
def statuses(request: AgentRequest) -> HttpResponse:
    rows = Status.objects.select_related("next_status")
    context = {"rows": [s for s in rows if not s.retired_at], "retired": [s for s in rows if s.retired_at], **PLACE}
    return render(request, "agent/settings/statuses/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    status = get_object_or_404(Status.objects.select_related("next_status"), pk=pk) if pk else Status()
    if request.method != "POST":
        return _page(request, StatusForm(initial=written(status) if pk else {}, status=status), status)

    def make(data: Any) -> StatusForm:
        return StatusForm(data, status=status)

    def save(form: StatusForm) -> None:
        save_status(form.apply(status), by=request.user, seen=form.seen)

    form, code = attempt(request, make, status, save)
    if code != SAVED:
        return _page(request, form, status, code=code)
    messages.success(request, f"“{status}” is saved")
    return redirect("agent_statuses")


position = placing(Status.objects.in_use, back="agent_statuses")


@require_POST
@admins_only
def retirement(request: AgentRequest, pk: int) -> HttpResponse:
    """Give a status to no more tickets, or bring it back."""
    status = get_object_or_404(Status, pk=pk)
    if status.retired_at:
        restore_status(status, by=request.user)
        messages.success(request, f"“{status}” can be chosen again")
        return redirect("agent_statuses")
    try:
        retire_status(status, by=request.user)
    except NotPossible as error:
        form = StatusForm(written(status), status=status)
        form.is_valid()
        form.add_error(None, str(error))
        return _page(request, form, status, code=422)
    messages.success(request, f"“{status}” cannot be chosen any more; tickets that have it keep it")
    return redirect("agent_statuses")


def _page(request: AgentRequest, form: StatusForm, status: Status, *, code: int = 200) -> HttpResponse:
    return render(request, "agent/settings/statuses/edit.html", {"form": form, "status": status, **PLACE}, status=code)
