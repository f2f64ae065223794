"""How each team's tickets find a person, and who would get the next one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import AvailabilityState, Team
from accounts.operations.routing import save_routing
from channels_inbox.forms.routing import RoutingForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from tickets.assignment.outlook import outlook

PLACE = {"section": "settings", "here": "assignment"}


@require_safe
@admins_only
def assignment(request: AgentRequest) -> HttpResponse:
    there = Q(memberships__user__availability=AvailabilityState.ONLINE, memberships__user__is_active=True)
    rows = Team.objects.in_use().select_related("calendar").annotate(online=Count("memberships", filter=there))
    return render(request, "agent/settings/assignment/index.html", {"rows": rows, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team.objects.select_related("calendar"), pk=pk)
    first = written(team)
    if request.method != "POST":
        return _page(request, RoutingForm(team, initial=first), team)

    def make(data: Any) -> RoutingForm:
        return RoutingForm(team, data, initial=first)

    def save(form: RoutingForm) -> None:
        save_routing(team, form.routing(), by=request.user, seen=form.seen)

    form, status = attempt(request, make, team, save)
    if status != SAVED:
        return _page(request, form, team, status=status)
    messages.success(request, f"How “{team}” hands out tickets is saved")
    return redirect("agent_team_assignment", team.pk)


def _page(request: AgentRequest, form: RoutingForm, team: Team, *, status: int = 200) -> HttpResponse:
    found = outlook(team, timezone.now())
    people = [(membership, words, form.limits.get(membership.user_id)) for membership, words in found.people]
    context = {"form": form, "team": team, "outlook": found, "people": people, **PLACE}
    return render(request, "agent/settings/assignment/edit.html", context, status=status)
