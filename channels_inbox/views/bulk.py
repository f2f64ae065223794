"""The same for many tickets: choose, start, watch, stop."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.models import Team
from channels_inbox.forms.bulk import BulkForm, SelectionForm
from channels_inbox.forms.properties import PICKABLE, answering_agents
from channels_inbox.views.access import AgentRequest, agents_only
from channels_inbox.views.rows import priority
from tickets.bulk_progress import overview, progress, results
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
        tickets = form.ids(request.user)
        job = start_bulk(
            tickets,
            form.actions(),
            by=request.user,
            key=str(form.cleaned_data["key"]),
            name=form.name(),
        )
    except TicketError as error:
        return render(request, "agent/bulk/_refused.html", {"reason": error}, status=422)
    if not request.htmx:
        return redirect("agent_bulk_job", job.pk)
    # The same tickets stay selected: the next change is often for them too.
    context = {**_told(request, job), "bulk_key": uuid.uuid4(), "selected": tickets}
    response = render(request, "agent/bulk/_started.html", context)
    return trigger_client_event(response, "bulk:started", after="swap")


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
    template = "agent/bulk/_job.html" if request.htmx else "agent/bulk/show.html"
    return render(request, template, {**_told(request, job), "section": "inbox"})


@require_safe
@agents_only
def items(request: AgentRequest, pk: int) -> HttpResponse:
    """Draw what became of the next tickets of a job, at the end of its list."""
    job = get_object_or_404(BulkJob, pk=pk, by=request.user)
    start = request.GET.get("start", "0")
    if not re.fullmatch(r"[0-9]{1,4}", start):
        raise Http404
    rows, following = results(job, by=request.user, start=int(start))
    return render(request, "agent/bulk/_items.html", {"job": job, "results": rows, "following": following})


@require_POST
@agents_only
def cancellation(request: AgentRequest, pk: int) -> HttpResponse:
    """Leave the rest as it is."""
    job = get_object_or_404(BulkJob, pk=pk, by=request.user)
    cancel_bulk(job, by=request.user)
    job.refresh_from_db()
    if not request.htmx:
        return redirect("agent_bulk_job", job.pk)
    return render(request, "agent/bulk/_job.html", _told(request, job))


def _told(request: AgentRequest, job: BulkJob) -> dict[str, Any]:
    """Return how far a job has come; what became of its tickets once it is over, or as soon as one was refused."""
    told = progress(job)
    if not told.done or not (job.finished_at or told.failed):
        return {"progress": told}
    rows, following = results(job, by=request.user)
    return {"progress": told, "job": job, "results": rows, "following": following}


_MENUS: dict[str, Any] = {
    "assignment": lambda request: {"people": answering_agents()},
    "team": lambda request: {"teams": Team.objects.in_use()},
    "status": lambda request: {"statuses": Status.objects.in_use().filter(category__in=PICKABLE)},
    "priority": lambda request: {"choices": [(v, priority(v)) for v in sorted(Priority.values, reverse=True)]},
    "tags": lambda request: {"known": Tag.objects.all()[:200]},
    "snooze": lambda request: {"choices": SNOOZES},
    "macro": lambda request: {"macros": Macro.objects.visible_to(request.user)[:200]},
}
