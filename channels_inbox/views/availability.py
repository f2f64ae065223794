"""How one is to be reached: online, away or offline now, and on leave from when until when."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Availability, AvailabilityChange, Leave
from accounts.operations.attending import choose_availability, end_leave, take_leave
from channels_inbox.forms.availability import AvailabilityForm, LeaveForm
from channels_inbox.views.access import AgentRequest, agents_only
from helpdesk.lib.refusal import Refusal

# How many of the latest changes explain how one came to be away.
SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
@never_cache
def availability(request: AgentRequest) -> HttpResponse:
    """Draw one's place in the rail, or change the state it shows."""
    if request.method == "POST":
        form = AvailabilityForm(request.POST)
        try:
            if not form.is_valid():
                raise Refusal("Choose online, away or offline.")
            choose_availability(request.user, to=form.cleaned_data["state"], by=request.user)
        except Refusal as error:
            return _refused(request, str(error))
        request.user.refresh_from_db(fields=["availability"])
        if not request.htmx:
            return redirect("agent_inbox")
    return render(request, "agent/_you.html")


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def leaves(request: AgentRequest) -> HttpResponse:
    """List when one is away, and enter another stretch."""
    form = LeaveForm(request.POST or None)
    if request.method != "POST":
        return _leaves(request, form)
    if not form.is_valid():
        return _leaves(request, form, status=422)
    data = form.cleaned_data
    try:
        take_leave(request.user, starts_at=data["starts_at"], ends_at=data["ends_at"], note=data["note"])
    except Refusal as error:
        form.add_error(None, str(error))
        return _leaves(request, form, status=422)
    messages.success(request, "Your leave is entered")
    return redirect("agent_leaves")


@require_POST
@agents_only
def leave_end(request: AgentRequest, pk: int) -> HttpResponse:
    """Call a leave off, or end it early."""
    end_leave(get_object_or_404(Leave, pk=pk, user=request.user))
    messages.success(request, "The leave is removed")
    return redirect("agent_leaves")


def _leaves(request: AgentRequest, form: LeaveForm, *, status: int = 200) -> HttpResponse:
    mine = Leave.objects.filter(user=request.user, ends_at__gt=timezone.now())
    context = {
        "form": form,
        "rows": [{"leave": leave, "last": leave.ends_at - timedelta(seconds=1)} for leave in mine],
        "now": Availability.objects.filter(user=request.user).first(),
        "changes": AvailabilityChange.objects.filter(user=request.user).select_related("by")[:SHOWN],
        "section": "profile",
    }
    return render(request, "agent/leaves/index.html", context, status=status)


def _refused(request: AgentRequest, reason: str) -> HttpResponse:
    """Say why not where it can be mended: beside the leaves."""
    messages.error(request, reason)
    if not request.htmx:
        return redirect("agent_leaves")
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("agent_leaves")
    return response
