"""Teams: the ordered list, and one with its people."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Team
from accounts.operations.teaming import restore_team, retire_team, save_team
from channels_inbox.forms.team import TeamForm, written
from channels_inbox.models import Channel
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from channels_inbox.views.settings.placing import placing
from tickets.models import Ticket

PLACE = {"section": "settings", "here": "teams"}


@require_safe
@admins_only
def teams(request: AgentRequest) -> HttpResponse:
    people = Count("memberships", filter=Q(memberships__user__is_active=True))
    rows = Team.objects.select_related("calendar").annotate(people=people)
    context = {"rows": [t for t in rows if not t.retired_at], "retired": [t for t in rows if t.retired_at], **PLACE}
    return render(request, "agent/settings/teams/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk) if pk else Team()
    if request.method != "POST":
        return _page(request, TeamForm(initial=written(team) if pk else {}), team)

    def make(data: Any) -> TeamForm:
        return TeamForm(data, initial={"icon": team.icon})

    def save(form: TeamForm) -> None:
        save_team(form.apply(team), form.cleaned_data["members"], by=request.user, seen=form.seen)

    form, status = attempt(request, make, team, save)
    if status != SAVED:
        return _page(request, form, team, status=status)
    messages.success(request, f"“{team}” is saved")
    return redirect("agent_teams")


position = placing(Team.objects.in_use, back="agent_teams")


@require_POST
@admins_only
def retirement(request: AgentRequest, pk: int) -> HttpResponse:
    """Give a team no more tickets, or bring it back."""
    team = get_object_or_404(Team, pk=pk)
    if team.retired_at:
        restore_team(team, by=request.user)
        messages.success(request, f"“{team}” is back")
    else:
        retire_team(team, by=request.user)
        messages.success(request, f"“{team}” gets no new tickets any more")
    return redirect("agent_teams")


def _page(request: AgentRequest, form: TeamForm, team: Team, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "team": team, **PLACE}
    if team.pk:
        context["channels"] = Channel.objects.filter(team=team).only("name", "address", "kind")
        context["unfinished"] = Ticket.objects.unfinished().filter(team=team).count()
    return render(request, "agent/settings/teams/edit.html", context, status=status)
