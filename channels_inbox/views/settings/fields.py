"""Custom fields: the ordered list, and one with its answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import NotPossible
from channels_inbox.forms.custom_field import CustomFieldForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from channels_inbox.views.settings.placing import placing
from tickets.models import CustomField
from tickets.operations.asking import restore, retire, save_field

PLACE = {"section": "settings", "here": "fields"}


@require_safe
@admins_only
def fields(request: AgentRequest) -> HttpResponse:
    rows = CustomField.objects.all()
    context = {"rows": [r for r in rows if not r.retired_at], "retired": [r for r in rows if r.retired_at], **PLACE}
    return render(request, "agent/settings/fields/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    field = get_object_or_404(CustomField, pk=pk) if pk else CustomField()
    if request.method != "POST":
        return _page(request, CustomFieldForm(initial=written(field) if pk else {}, field=field), field)

    def make(data: Any) -> CustomFieldForm:
        return CustomFieldForm(data, field=field)

    def save(form: CustomFieldForm) -> None:
        save_field(form.apply(field), by=request.user, seen=form.seen)

    form, code = attempt(request, make, field, save)
    if code != SAVED:
        return _page(request, form, field, code=code)
    messages.success(request, f"“{field}” is saved")
    return redirect("agent_fields")


position = placing(CustomField.objects.in_use, back="agent_fields")


@require_POST
@admins_only
def retirement(request: AgentRequest, pk: int) -> HttpResponse:
    """Ask it no more, or again."""
    field = get_object_or_404(CustomField, pk=pk)
    if field.retired_at:
        restore(field, by=request.user)
        messages.success(request, f"“{field}” is asked again")
        return redirect("agent_fields")
    try:
        retire(field, by=request.user)
    except NotPossible as error:
        form = CustomFieldForm(written(field), field=field)
        form.is_valid()
        form.add_error(None, str(error))
        return _page(request, form, field, code=422)
    messages.success(request, f"“{field}” is asked no more; tickets keep what they have")
    return redirect("agent_fields")


def _page(request: AgentRequest, form: CustomFieldForm, field: CustomField, *, code: int = 200) -> HttpResponse:
    return render(request, "agent/settings/fields/edit.html", {"form": form, "field": field, **PLACE}, status=code)
