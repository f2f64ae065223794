"""The parts at the desk: what each is, who says so, and a colleague's own word."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from channels_inbox.forms.component import StateForm
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.status.access import SECTION, writers_only
from knowledgebase.models import Component, ComponentStatus
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.status.states import Source, State


@require_safe
@agents_only
def parts(request: AgentRequest) -> HttpResponse:
    standing = ComponentStatus.objects.standing().select_related("incident", "by")
    rows = Component.objects.visible_to(request.user).in_order()
    rows = rows.prefetch_related(Prefetch("said", standing, to_attr="standing"))
    context = {"rows": rows, "states": State.choices, **SECTION, "here": "parts"}
    return render(request, "agent/status/parts.html", context)


@require_POST
@writers_only
def state(request: AgentRequest, pk: int) -> HttpResponse:
    """Say by hand what a part is; incidents and monitors keep their own word."""
    part = get_object_or_404(Component.objects.visible_to(request.user), pk=pk)
    form = StateForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the states on offer.")
        return redirect("agent_parts")
    wanted = form.cleaned_data["status"]
    now = set_component_status(part, wanted, source=Source.MANUAL, by=request.user)
    if now.status == wanted:
        messages.success(request, f"“{part}” is now: {now.get_status_display()}")
    else:
        messages.info(request, f"Noted. “{part}” stays “{now.get_status_display()}”: others still say so.")
    return redirect("agent_parts")
