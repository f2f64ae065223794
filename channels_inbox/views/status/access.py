"""Who comes to the status page's side of the desk: every agent reads, those who answer write."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from channels_inbox.views.access import AgentRequest, View, agents_only
from knowledgebase.models import Incident, IncidentComponent, IncidentUpdate

SECTION = {"section": "status", "here": "incidents"}


def writers_only(view: View) -> View:
    @wraps(view)
    @agents_only
    def gate(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.can_answer:
            raise Http404
        return view(request, *args, **kwargs)

    return gate


def find_incident(request: AgentRequest, pk: int) -> Incident:
    """Return an incident with all its page shows."""
    updates = IncidentUpdate.objects.select_related("by").prefetch_related("corrections__by")
    rows = Incident.objects.visible_to(request.user).select_related("created_by")
    return get_object_or_404(
        rows.prefetch_related(
            Prefetch("updates", updates),
            Prefetch("touched", IncidentComponent.objects.select_related("component")),
            "organizations",
        ),
        pk=pk,
    )
