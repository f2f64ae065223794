"""What the policy of a form, saved or not, would mean: when a ticket would be due, and how last month would look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from channels_inbox.forms.sla import PolicyForm
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import WRONG
from helpdesk.lib.business_hours import NeverOpens
from tickets.models import Metric, Mode, SlaPolicy, Ticket
from tickets.sla.foretelling import foretell
from tickets.sla.policies import promise_of
from tickets.sla.trying import BACK, MOST, try_policy

NEAR = timedelta(days=366)
TRIAL = "agent/settings/policies/_trial.html"


class ArrivalForm(forms.Form):
    arrives = forms.DateTimeField(required=False)

    def clean_arrives(self) -> datetime:
        now = timezone.now()
        at: datetime = self.cleaned_data["arrives"] or now
        if abs(at - now) > NEAR:
            raise forms.ValidationError("Choose a moment within a year.")
        return at


@require_POST
@admins_only
def preview(request: AgentRequest) -> HttpResponse:
    """Tell when a ticket would be due by the calendar and the times as they are typed. Changes nothing."""
    form = PolicyForm(request.POST, policy=SlaPolicy())
    form.full_clean()
    arrival = ArrivalForm(request.POST)
    if arrival.is_valid():
        context = foretold(form, arrival.cleaned_data["arrives"])
    else:
        context = {"trouble": arrival.errors["arrives"][0]}
    return render(request, "agent/settings/policies/_preview.html", context)


def foretold(form: PolicyForm, at: datetime) -> dict[str, Any]:
    """Return what the preview shows of a form."""
    calendar, targets = form.drawn
    wrong = form.target_errors
    if calendar is None or not targets:
        return {"wrong": wrong}
    try:
        dues = foretell(targets, calendar, at)
    except (NeverOpens, OverflowError):
        return {"trouble": f"“{calendar}” does not open within a year, or a time is too long."}
    opens = None
    if any(target.mode == Mode.BUSINESS for target in targets) and not calendar.is_open(at):
        opens = calendar.next_open(at)
    rows = [
        (priority, [(at, f"{metric}_{priority}" in form.errors) for metric, at in zip(Metric, moments, strict=True)])
        for priority, moments in dues
    ]
    return {"dues": rows, "metrics": Metric.labels, "hours": calendar, "opens": opens, "wrong": wrong}


@require_POST
@admins_only
def trial(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    """Tell what the policy would have given for the tickets of last month. Changes nothing."""
    policy = get_object_or_404(SlaPolicy.objects.in_use(), pk=pk) if pk else SlaPolicy()
    form = PolicyForm(request.POST, policy=policy)
    if not form.is_valid():
        return render(request, TRIAL, {"form": form}, status=WRONG)
    promise = promise_of(form.apply(policy), form.targets)
    try:
        told = try_policy(promise, Ticket.objects.visible_to(request.user))
    except (NeverOpens, LookupError) as gone:
        return render(request, TRIAL, {"gone": str(gone)}, status=WRONG)
    return render(request, TRIAL, {"told": told, "days": BACK.days, "most": MOST})
