"""The status page: what it shows, in which order, and the words kept ready for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.operations.ordering import move
from channels_inbox.forms.component import (
    ComponentForm,
    GroupForm,
    StatusPageForm,
    TemplateForm,
    page_written,
    template_written,
    written,
)
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import DRAWN, SAVED, attempt
from helpdesk.lib.refusal import Refusal
from knowledgebase.models import Component, ComponentGroup, IncidentTemplate, StatusPage
from knowledgebase.operations.components import (
    delete_component,
    delete_group,
    save_component,
    save_group,
    save_status_page,
)
from knowledgebase.operations.incident_templates import delete_template, save_template

PLACE = {"section": "settings", "here": "status_page"}
FORMS = ["GET", "HEAD", "POST"]


@require_http_methods(FORMS)
@admins_only
def status_page(request: AgentRequest) -> HttpResponse:
    """Its settings, and below them everything it shows."""
    page = StatusPage.settings()
    form, status = StatusPageForm(initial=page_written(page)), DRAWN
    if request.method == "POST":

        def save(form: StatusPageForm) -> None:
            save_status_page(form.apply(page), by=request.user, seen=form.seen)

        form, status = attempt(request, StatusPageForm, page, save)
        if status == SAVED:
            messages.success(request, "Saved")
            return redirect("agent_status_page")
    rows = list(Component.objects.select_related("group"))
    groups = list(ComponentGroup.objects.all())
    shelves = [(group, [row for row in rows if row.group_id == group.pk]) for group in groups]
    context = {
        "form": form,
        "alone": [row for row in rows if row.group_id is None],
        "shelves": shelves,
        "templates": IncidentTemplate.objects.all(),
        **PLACE,
    }
    return render(request, "agent/settings/status_page/index.html", context, status=status)


@require_http_methods(FORMS)
@admins_only
def component(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    part = get_object_or_404(Component, pk=pk) if pk else Component()
    first = written(part) if pk else {"start_date": part.start_date.isoformat(), "group": request.GET.get("group")}
    form, status = ComponentForm(initial=first), DRAWN
    if request.method == "POST":

        def save(form: ComponentForm) -> None:
            chosen = form.cleaned_data["organizations"]
            save_component(form.apply(part), organizations=chosen, by=request.user, seen=form.seen)

        form, status = attempt(request, ComponentForm, part, save)
        if status == SAVED:
            return _saved(request, part)
    context = {"form": form, "part": part, **PLACE}
    return render(request, "agent/settings/status_page/component.html", context, status=status)


@require_http_methods(FORMS)
@admins_only
def group(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(ComponentGroup, pk=pk) if pk else ComponentGroup()
    form, status = GroupForm(initial={"name": row.name, "version": row.version}), DRAWN
    if request.method == "POST":

        def save(form: GroupForm) -> None:
            row.name = form.cleaned_data["name"]
            save_group(row, by=request.user, seen=form.seen)

        form, status = attempt(request, GroupForm, row, save)
        if status == SAVED:
            return _saved(request, row)
    return render(
        request, "agent/settings/status_page/group.html", {"form": form, "group": row, **PLACE}, status=status
    )


@require_http_methods(FORMS)
@admins_only
def template(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(IncidentTemplate, pk=pk) if pk else IncidentTemplate()
    form, status = TemplateForm(initial=template_written(row) if pk else {}), DRAWN
    if request.method == "POST":

        def save(form: TemplateForm) -> None:
            save_template(form.apply(row), components=form.cleaned_data["components"], by=request.user, seen=form.seen)

        form, status = attempt(request, TemplateForm, row, save)
        if status == SAVED:
            return _saved(request, row)
    context = {"form": form, "template": row, **PLACE}
    return render(request, "agent/settings/status_page/template.html", context, status=status)


@require_POST
@admins_only
def component_position(request: AgentRequest, pk: int) -> HttpResponse:
    """Put a part at a place among those of its group."""
    part = get_object_or_404(Component, pk=pk)
    return _moved(request, part, Component.objects.filter(group=part.group_id))


@require_POST
@admins_only
def group_position(request: AgentRequest, pk: int) -> HttpResponse:
    return _moved(request, get_object_or_404(ComponentGroup, pk=pk), ComponentGroup.objects.all())


@require_POST
@admins_only
def component_removal(request: AgentRequest, pk: int) -> HttpResponse:
    return _removed(request, get_object_or_404(Component, pk=pk), delete_component)


@require_POST
@admins_only
def group_removal(request: AgentRequest, pk: int) -> HttpResponse:
    return _removed(request, get_object_or_404(ComponentGroup, pk=pk), delete_group)


@require_POST
@admins_only
def template_removal(request: AgentRequest, pk: int) -> HttpResponse:
    return _removed(request, get_object_or_404(IncidentTemplate, pk=pk), delete_template)


def _saved(request: AgentRequest, thing: Any) -> HttpResponse:
    messages.success(request, f"“{thing}” is saved")
    return redirect("agent_status_page")


def _moved(request: AgentRequest, thing: Any, rows: Any) -> HttpResponse:
    place = request.POST.get("to", "")
    if not (place.isascii() and place.isdigit() and len(place) < 10):
        return HttpResponseBadRequest("Say which place, counted from 1.")
    move(thing, rows, to=int(place), by=request.user)
    return redirect("agent_status_page")


def _removed(request: AgentRequest, thing: Any, remove: Any) -> HttpResponse:
    name = str(thing)
    try:
        remove(thing, by=request.user)
    except Refusal as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"“{name}” is gone")
    return redirect("agent_status_page")
