"""Incidents at the desk: the list, one with its news, a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from channels_inbox.forms.incident import (
    CorrectionForm,
    IncidentForm,
    PastIncidentForm,
    UpdateForm,
    from_template,
)
from channels_inbox.forms.maintenance import TimesForm, planned
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.settings.editing import SAVED, attempt
from channels_inbox.views.status.access import SECTION, find_incident, writers_only
from knowledgebase.models import Component, Incident, IncidentTemplate
from knowledgebase.operations.incident_records import record_past_incident
from knowledgebase.operations.incidents import open_incident
from tickets.models import AnsweredIncident
from tickets.operations.answering_incidents import linked

PAGE = 30


@require_safe
@agents_only
def incidents(request: AgentRequest) -> HttpResponse:
    """What is open, drafted and planned, and what was, the latest first."""
    rows = Incident.objects.visible_to(request.user).prefetch_related("components").select_related("created_by")
    running = list(rows.open().order_by("-started_at", "-pk"))
    drafts = [row for row in running if row.is_draft]
    out = [row for row in running if not row.is_draft]
    scheduled = Incident.Status.SCHEDULED
    page = Paginator(rows.exclude(resolved_at=None), PAGE).get_page(request.GET.get("page"))
    context = {
        "open": [row for row in out if row.status != scheduled],
        "drafts": drafts,
        "planned": sorted((row for row in out if row.status == scheduled), key=lambda row: row.started_at),
        "page": page,
        "parts": Component.objects.count(),
        **SECTION,
    }
    return render(request, "agent/status/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def new(request: AgentRequest) -> HttpResponse:
    """Begin to tell of an incident, perhaps with prepared words; as a draft or at once."""
    if request.method != "POST":
        template = template_asked(request, Incident.Kind.INCIDENT)
        return _new_page(request, IncidentForm(initial=from_template(template)), template)
    made: list[Incident] = []

    def save(form: IncidentForm) -> None:
        given = form.cleaned_data
        made.append(
            open_incident(
                given["title"],
                components=form.states,
                body=given["body"],
                status=given["status"],
                draft="draft" in request.POST,
                publish_at=given["publish_at"],
                visibility=given["visibility"],
                organizations=given["organizations"],
                by=request.user,
            )
        )

    form, status = attempt(request, IncidentForm, None, save)
    if status != SAVED:
        return _new_page(request, form, None, status=status)
    messages.success(request, "The draft is kept" if made[0].is_draft else "It is published")
    return redirect("agent_incident", made[0].pk)


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def past(request: AgentRequest) -> HttpResponse:
    """Enter an incident that is over; nobody is told."""
    made: list[Incident] = []

    def save(form: PastIncidentForm) -> None:
        names = ("title", "body", "resolution", "began", "ended", "visibility", "organizations")
        given = {name: form.cleaned_data[name] for name in names}
        made.append(record_past_incident(components=form.states, by=request.user, **given))

    form, status = PastIncidentForm(), 200
    if request.method == "POST":
        form, status = attempt(request, PastIncidentForm, None, save)
        if status == SAVED:
            messages.success(request, "It stands in the history")
            return redirect("agent_incident", made[0].pk)
    return render(request, "agent/status/past.html", {"form": form, **SECTION}, status=status)


@require_safe
@agents_only
def show(request: AgentRequest, pk: int) -> HttpResponse:
    return incident_page(request, find_incident(request, pk))


def incident_page(request: AgentRequest, incident: Incident, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Draw an incident with its forms; one that was refused is among `forms`."""
    context: dict[str, Any] = {"incident": incident, **SECTION}
    if request.user.can_answer:
        remembered = {"answers": AnsweredIncident.objects.filter(incident=incident).exists()}
        count = linked_count(incident, request.user)
        context["update_form"] = UpdateForm(incident=incident, linked=count, initial=remembered)
        context["correction"] = CorrectionForm()
        if incident.is_maintenance:
            context["times_form"] = TimesForm(initial=planned(incident))
    return render(request, "agent/status/show.html", {**context, **forms}, status=status)


def linked_count(incident: Incident, user: User) -> int:
    """Count the tickets an update would be answered in, of those somebody may see."""
    return linked(incident.pk, user).count()


def template_asked(request: AgentRequest, kind: str) -> IncidentTemplate | None:
    """Return the template the address names, if there is one of that kind."""
    asked = request.GET.get("template", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return None
    return IncidentTemplate.objects.filter(pk=int(asked), kind=kind).first()


def _new_page(
    request: AgentRequest, form: IncidentForm, template: IncidentTemplate | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "templates": IncidentTemplate.objects.filter(kind=Incident.Kind.INCIDENT),
        "template": template,
        **SECTION,
    }
    return render(request, "agent/status/new.html", context, status=status)
