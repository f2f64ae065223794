"""What is new about an incident: updates, corrections, publication, its settings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from channels_inbox.forms.incident import CorrectionForm, IncidentSettingsForm, UpdateForm, settled
from channels_inbox.views.access import AgentRequest
from channels_inbox.views.settings.editing import DRAWN, SAVED, attempt
from channels_inbox.views.status.access import SECTION, find_incident, writers_only
from channels_inbox.views.status.incidents import incident_page, linked_count
from helpdesk.lib.refusal import Refusal
from knowledgebase.models import Incident, IncidentUpdate
from knowledgebase.operations.incident_records import discard_draft, settle_incident
from knowledgebase.operations.incidents import correct_update, post_update, publish_incident
from tickets.operations.answering_updates import answer_each_update


@require_POST
@writers_only
def updates(request: AgentRequest, pk: int) -> HttpResponse:
    """Tell what is new."""
    incident = find_incident(request, pk)

    def make(data: Any) -> UpdateForm:
        return UpdateForm(data, incident=incident, linked=linked_count(incident, request.user))

    @transaction.atomic
    def save(form: UpdateForm) -> None:
        given = form.cleaned_data
        if "answers" in form.changed_data:
            answer_each_update(incident, given["answers"], by=request.user)
        post_update(
            incident, given["status"], given["body"], components=form.states, silent=given["silent"], by=request.user
        )

    form, status = attempt(request, make, incident, save)
    if status != SAVED:
        return incident_page(request, incident, status=status, update_form=form)
    messages.success(request, "The update is kept with the draft" if incident.is_draft else "The update is out")
    return redirect("agent_incident", pk)


@require_POST
@writers_only
def correction(request: AgentRequest, pk: int, update: int) -> HttpResponse:
    """Put an update's words right."""
    incident = find_incident(request, pk)
    row = get_object_or_404(IncidentUpdate, pk=update, incident=incident)
    form, status = attempt(
        request, CorrectionForm, row, lambda form: correct_update(row, form.cleaned_data["body"], by=request.user)
    )
    if status != SAVED:
        return incident_page(request, incident, status=status, correction=form, corrected=row.pk)
    messages.success(request, "The words are corrected")
    return redirect("agent_incident", pk)


@require_POST
@writers_only
def publication(request: AgentRequest, pk: int) -> HttpResponse:
    publish_incident(find_incident(request, pk), by=request.user)
    messages.success(request, "It is published")
    return redirect("agent_incident", pk)


@require_POST
@writers_only
def deletion(request: AgentRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    try:
        discard_draft(find_incident(request, pk), by=request.user)
    except Refusal as error:
        messages.error(request, str(error))
        return redirect("agent_incident", pk)
    messages.success(request, "The draft is gone")
    return redirect("agent_incidents")


@require_http_methods(["GET", "HEAD", "POST"])
@writers_only
def settings(request: AgentRequest, pk: int) -> HttpResponse:
    """Title, readers, impact: what is set rather than told."""
    incident = find_incident(request, pk)
    form, status = IncidentSettingsForm(initial=settled(incident)), DRAWN
    if request.method == "POST":

        def save(form: IncidentSettingsForm) -> Incident:
            return settle_incident(incident, form.settings, by=request.user, seen=form.seen)

        form, status = attempt(request, IncidentSettingsForm, incident, save)
        if status == SAVED:
            messages.success(request, "Saved")
            return redirect("agent_incident", pk)
    return render(request, "agent/status/settings.html", {"form": form, "incident": incident, **SECTION}, status=status)
