"""Monitors: how each does, and one with its settings, its speed, and what went wrong."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels_inbox.forms.monitor import FORMS, MonitorForm, written
from channels_inbox.monitor_chart import draw
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, attempt
from knowledgebase.models import Monitor
from knowledgebase.monitoring.judging import State
from knowledgebase.monitoring.kinds import KINDS, Kind
from knowledgebase.operations.monitors import (
    delete_monitor,
    look_now,
    pause_monitor,
    renew_secret,
    resume_monitor,
    save_monitor,
)
from knowledgebase.selectors.monitors import DAY, MONTH, latest_troubles, share_up

PLACE = {"section": "settings", "here": "monitors"}
TROUBLES = 10
# What needs somebody stands first.
_FIRST = [State.DOWN, State.FLAPPING, State.SLOW]


@require_safe
@admins_only
def monitors(request: AgentRequest) -> HttpResponse:
    rank = Case(
        *(When(state=state, then=Value(n)) for n, state in enumerate(_FIRST)),
        default=Value(len(_FIRST)),
        output_field=IntegerField(),
    )
    rows = Monitor.objects.select_related("component").order_by(rank, "name", "pk")
    return render(request, "agent/settings/monitors/index.html", {"rows": rows, "kinds": KINDS.items(), **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
@never_cache
def new(request: AgentRequest, kind: str) -> HttpResponse:
    """Add a monitor; the secret of one that is posted to is on the answer and nowhere else."""
    if kind not in Kind.values:
        raise Http404
    return _edit(request, Monitor(kind=kind))


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
@never_cache
def edit(request: AgentRequest, pk: int) -> HttpResponse:
    return _edit(request, _find(pk))


@require_POST
@admins_only
def check(request: AgentRequest, pk: int) -> HttpResponse:
    """Look now rather than when it is due."""
    look_now(_find(pk))
    messages.success(request, "We look now. Load the page again in a moment")
    return redirect("agent_monitor", pk)


@require_POST
@admins_only
def pause(request: AgentRequest, pk: int) -> HttpResponse:
    monitor = _find(pk)
    if "end" in request.POST:
        resume_monitor(monitor, by=request.user)
        messages.success(request, f"“{monitor}” is watched again")
    else:
        pause_monitor(monitor, by=request.user)
        messages.success(request, f"“{monitor}” is not watched, and says nothing of its part")
    return redirect("agent_monitor", pk)


@require_POST
@admins_only
@never_cache
def secret(request: AgentRequest, pk: int) -> HttpResponse:
    """Make another secret and show it this once."""
    monitor = get_object_or_404(Monitor, pk=pk, kind=Kind.ALERTS)
    return _page(request, _form(monitor), monitor, secret=renew_secret(monitor, by=request.user))


@require_POST
@admins_only
def removal(request: AgentRequest, pk: int) -> HttpResponse:
    monitor = _find(pk)
    name = str(monitor)
    delete_monitor(monitor, by=request.user)
    messages.success(request, f"“{name}” is watched no more")
    return redirect("agent_monitors")


def _find(pk: int) -> Monitor:
    return get_object_or_404(Monitor.objects.select_related("component", "incident"), pk=pk)


def _form(monitor: Monitor, data: Any = None) -> MonitorForm:
    return FORMS[monitor.kind](data, initial=written(monitor) if monitor.pk else {})


def _edit(request: AgentRequest, monitor: Monitor) -> HttpResponse:
    if request.method != "POST":
        return _page(request, _form(monitor), monitor)
    secrets: list[str] = []

    def save(form: MonitorForm) -> None:
        secrets.append(save_monitor(form.apply(monitor), by=request.user, seen=form.seen))

    form, status = attempt(request, lambda data: _form(monitor, data), monitor, save)
    if status != SAVED:
        return _page(request, form, monitor, status=status)
    if secrets[0]:
        return _page(request, _form(monitor), monitor, secret=secrets[0])
    messages.success(request, f"“{monitor}” is saved")
    return redirect("agent_monitor", monitor.pk)


def _page(
    request: AgentRequest, form: MonitorForm, monitor: Monitor, *, secret: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "monitor": monitor, "secret": secret, "row": monitor.row, **PLACE}
    if monitor.pk:
        span = MONTH if request.GET.get("span") == MONTH else DAY
        context |= {
            "chart": draw(monitor, span) if monitor.row.asks and not monitor.row.called else None,
            "troubles": latest_troubles(monitor, count=TROUBLES),
            "up": share_up(monitor, days=30),
            "address": _address(monitor),
        }
    return render(request, "agent/settings/monitors/edit.html", context, status=status)


def _address(monitor: Monitor) -> str:
    """Return where others call it; empty for those that ask by themselves."""
    name = {Kind.HEARTBEAT: "monitor_heartbeat", Kind.ALERTS: "monitor_alerts"}.get(Kind(monitor.kind))
    return settings.SITE_URL + reverse(name, args=[monitor.key]) if name and monitor.key else ""
