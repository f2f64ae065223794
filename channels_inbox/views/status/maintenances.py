"""Planned work at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from channels_inbox.forms.incident import from_template
from channels_inbox.forms.maintenance import MaintenanceForm, TimesForm
from channels_inbox.views.access import AgentRequest
from channels_inbox.views.settings.editing import SAVED, attempt
from channels_inbox.views.status.access import SECTION, find_incident, writers_only
from channels_inbox.views.status.incidents import incident_page, template_asked
from helpdesk.lib.refusal import Refusal
from knowledgebase.models import Incident, IncidentTemplate
from knowledgebase.operations.maintenances import cancel_maintenance, plan_maintenance, reschedule_maintenance


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def new(request: AgentRequest) -> HttpResponse:
    """Announce work on some parts."""
    template = template_asked(request, Incident.Kind.MAINTENANCE)
    form, status = MaintenanceForm(initial=from_template(template)), 200
    made: list[Incident] = []

    def save(form: MaintenanceForm) -> None:
        names = ("title", "components", "begins", "ends", "body", "runs_itself", "visibility", "organizations")
        given: dict[str, Any] = {name: form.cleaned_data[name] for name in names}
        made.append(plan_maintenance(draft="draft" in request.POST, by=request.user, **given))

    if request.method == "POST":
        form, status = attempt(request, MaintenanceForm, None, save)
        if status == SAVED:
            messages.success(request, "The draft is kept" if made[0].is_draft else "It is announced")
            return redirect("agent_incident", made[0].pk)
    templates = IncidentTemplate.objects.filter(kind=Incident.Kind.MAINTENANCE)
    context = {"form": form, "templates": templates, "template": template, **SECTION}
    return render(request, "agent/status/new_maintenance.html", context, status=status)


@require_POST
@writers_only
def times(request: AgentRequest, pk: int) -> HttpResponse:
    """Move planned work."""
    maintenance = _find(request, pk)

    def save(form: TimesForm) -> None:
        given = form.cleaned_data
        reschedule_maintenance(
            maintenance, begins=given["begins"], ends=given["ends"], body=given["body"], by=request.user
        )

    form, status = attempt(request, TimesForm, maintenance, save)
    if status != SAVED:
        return incident_page(request, maintenance, status=status, times_form=form)
    messages.success(request, "The new times are told")
    return redirect("agent_incident", pk)


@require_POST
@writers_only
def cancellation(request: AgentRequest, pk: int) -> HttpResponse:
    """Call planned work off."""
    try:
        cancel_maintenance(_find(request, pk), by=request.user)
    except Refusal as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "It is called off")
    return redirect("agent_incident", pk)


def _find(request: AgentRequest, pk: int) -> Incident:
    found = find_incident(request, pk)
    if not found.is_maintenance:
        raise Http404
    return found
