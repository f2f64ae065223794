"""Colleagues: the list, one with their rights, and how one leaves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.inviting import send_invitation
from accounts.models import ApiToken, User
from accounts.operations.hiring import add_colleague, change_colleague, deactivate_colleague, reactivate_colleague
from channels_inbox.forms.agent import AgentForm, DepartureForm, NewAgentForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from tickets.models import Rework, Ticket
from tickets.operations.leaving import hand_over_tickets

PLACE = {"section": "settings", "here": "agents"}
COLLEAGUES = User.objects.exclude(role=User.Role.CUSTOMER)


@require_safe
@admins_only
def agents(request: AgentRequest) -> HttpResponse:
    rows = COLLEAGUES.order_by("name", "email").prefetch_related("teams")
    context = {"rows": [u for u in rows if u.is_active], "gone": [u for u in rows if not u.is_active], **PLACE}
    return render(request, "agent/settings/agents/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def new(request: AgentRequest) -> HttpResponse:
    """Add a colleague and send them a link to choose a password."""
    if request.method != "POST":
        return _page(request, NewAgentForm(), None)
    made: list[User] = []

    def save(form: NewAgentForm) -> None:
        sent = {name: form.cleaned_data[name] for name in ("name", "email", "role", "ticket_scope", "teams")}
        made.append(add_colleague(**sent, by=request.user))

    form, status = attempt(request, NewAgentForm, None, save)
    if status != SAVED:
        return _page(request, form, None, status=status)
    send_invitation(request, made[0])
    messages.success(request, f"{made[0]} gets a mail with a link to choose a password")
    return redirect("agent_agents")


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(COLLEAGUES, pk=pk)
    if request.method != "POST":
        return _page(request, AgentForm(initial=written(user)), user)

    def save(form: AgentForm) -> None:
        change_colleague(form.apply(user), form.cleaned_data["teams"], by=request.user, seen=form.seen)

    form, status = attempt(request, AgentForm, user, save)
    if status != SAVED:
        return _page(request, form, user, status=status)
    messages.success(request, f"{user} is saved")
    return redirect("agent_agents")


@require_POST
@admins_only
def invitation(request: AgentRequest, pk: int) -> HttpResponse:
    """Send the link again."""
    user = get_object_or_404(COLLEAGUES, pk=pk, is_active=True)
    send_invitation(request, user)
    messages.success(request, f"{user} gets a mail with a link to choose a password")
    return redirect("agent_agent", user.pk)


@require_POST
@admins_only
def departure(request: AgentRequest, pk: int) -> HttpResponse:
    """Let somebody go, and say who gets their tickets. For somebody gone already, the tickets alone."""
    user = get_object_or_404(COLLEAGUES, pk=pk)

    def make(data: Any) -> DepartureForm:
        return DepartureForm(data, user=user)

    def save(form: DepartureForm) -> None:
        deactivate_colleague(user, by=request.user)
        hand_over_tickets(user, to=form.cleaned_data["to"], by=request.user)

    form, status = attempt(request, make, user, save)
    if status != SAVED:
        return _page(request, AgentForm(initial=written(user)), user, form, status=status)
    messages.success(request, f"{user} is signed out everywhere; their tickets are being handed over")
    return redirect("agent_agents")


@require_POST
@admins_only
def return_(request: AgentRequest, pk: int) -> HttpResponse:
    """Let somebody back in, with a link to choose a new password."""
    user = get_object_or_404(COLLEAGUES, pk=pk)
    reactivate_colleague(user, by=request.user)
    send_invitation(request, user)
    messages.success(request, f"{user} is back, and gets a mail with a link to choose a password")
    return redirect("agent_agent", user.pk)


def _page(
    request: AgentRequest,
    form: AgentForm,
    user: User | None,
    departure: DepartureForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "person": user, **PLACE}
    if user is not None:
        context["unfinished"] = Ticket.objects.unfinished().filter(assignee=user).count()
        context["tokens"] = ApiToken.objects.filter(user=user, revoked_at=None).count()
        context["departure"] = departure or DepartureForm(user=user)
        context["moving"] = Rework.objects.filter(
            kind=Rework.Kind.HAND_OVER, subject_id=user.pk, finished_at=None
        ).exists()
    return render(request, "agent/settings/agents/edit.html", context, status=status)
