"""The same for many tickets: choose, start, watch, stop."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Team
from channels_inbox.forms.bulk import BulkForm, SelectionForm
from channels_inbox.forms.properties import PICKABLE, answering_agents
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.rows import priority
from tickets.bulk_progress import overview, progress
from tickets.errors import TicketError
from tickets.models import BulkJob, Macro, Status, Tag
from tickets.models.kinds import Priority
from tickets.operations.bulk import MOST, cancel_bulk, start_bulk

SHOWN = 50
_HOUR = 3600
SNOOZES = ((3 * _HOUR, "3 hours"), (24 * _HOUR, "1 day"), (3 * 24 * _HOUR, "3 days"), (7 * 24 * _HOUR, "1 week"))


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def jobs(request: AgentRequest) -> HttpResponse:
    """Start a job, or show one's own latest."""
    if request.method != "POST":
        rows = overview(BulkJob.objects.filter(by=request.user)[:SHOWN])
        return render(request, "agent/bulk/index.html", {"rows": rows, "section": "inbox"})
    form = BulkForm(request.POST, user=request.user)
    try:
        if not form.is_valid():
            raise TicketError(next(iter(form.errors.values()))[0])
        job = start_bulk(
            form.ids(request.user),
            form.actions(),
            by=request.user,
            key=str(form.cleaned_data["key"]),
            name=form.name(),
        )
    except TicketError as error:
        return render(request, "agent/bulk/_refused.html", {"reason": error}, status=422)
    if not request.htmx:
        return redirect("agent_bulk_job", job.pk)
    response = render(request, "agent/bulk/_started.html", {"progress": progress(job), "bulk_key": uuid.uuid4()})
    response["HX-Trigger"] = "bulk:started"
    return response


@require_safe
@agents_only
def menu(request: AgentRequest, name: str) -> HttpResponse:
    """Draw what can be chosen for one kind of change."""
    choices = _MENUS.get(name)
    if choices is None or not request.user.can_answer:
        raise Http404
    return render(request, f"agent/bulk/menus/_{name}.html", choices(request))


@require_safe
@agents_only
def selection(request: AgentRequest) -> HttpResponse:
    """Count all tickets of a list, as far as one job may reach."""
    form = SelectionForm({**request.GET.dict(), "everything": "on"})
    if not form.is_valid() or not request.user.can_answer:
        raise Http404
    found = len(form.ids(request.user))
    return render(request, "agent/bulk/_everything.html", {"count": min(found, MOST), "more": found > MOST})


@require_safe
@agents_only
def show(request: AgentRequest, pk: int) -> HttpResponse:
    """Tell how far a job has come; a page asks again while it goes on."""
    job = get_object_or_404(BulkJob, pk=pk, by=request.user)
    if request.htmx:
        return render(request, "agent/bulk/_job.html", {"progress": progress(job)})
    return render(request, "agent/bulk/show.html", {"progress": progress(job), "section": "inbox"})


@require_POST
@agents_only
def cancellation(request: AgentRequest, pk: int) -> HttpResponse:
    """Leave the rest as it is."""
    job = get_object_or_404(BulkJob, pk=pk, by=request.user)
    cancel_bulk(job, by=request.user)
    job.refresh_from_db()
    if not request.htmx:
        return redirect("agent_bulk_job", job.pk)
    return render(request, "agent/bulk/_job.html", {"progress": progress(job)})


_MENUS: dict[str, Any] = {
    "assignment": lambda request: {"people": answering_agents()},
    "team": lambda request: {"teams": Team.objects.in_use()},
    "status": lambda request: {"statuses": Status.objects.in_use().filter(category__in=PICKABLE)},
    "priority": lambda request: {"choices": [(v, priority(v)) for v in sorted(Priority.values, reverse=True)]},
    "tags": lambda request: {"known": Tag.objects.all()[:200]},
    "snooze": lambda request: {"choices": SNOOZES},
    "macro": lambda request: {"macros": Macro.objects.visible_to(request.user)[:200]},
}
