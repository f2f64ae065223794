"""Calendars: the list, and one with its month."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Calendar
from accounts.operations.scheduling import make_default, save_calendar
from accounts.public_holidays import country_name, regions
from channels_inbox.calendar_month import month_of, shifted
from channels_inbox.forms.calendar import CalendarForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import SAVED, add_errors, attempt

PLACE = {"section": "settings", "here": "calendars"}


@require_safe
@admins_only
def calendars(request: AgentRequest) -> HttpResponse:
    rows = [
        {"calendar": row, "holidays": _holidays_of(row)} for row in Calendar.objects.order_by("-is_default", "name")
    ]
    return render(request, "agent/settings/calendars/index.html", {"rows": rows, **PLACE})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    calendar = get_object_or_404(Calendar, pk=pk) if pk else Calendar()
    if request.method != "POST":
        return _page(request, CalendarForm(initial=written(calendar)), calendar)

    def save(form: CalendarForm) -> None:
        save_calendar(form.apply(calendar), by=request.user, seen=form.seen)

    form, status = attempt(request, CalendarForm, calendar, save)
    if status != SAVED:
        return _page(request, form, calendar, status=status)
    messages.success(request, f"“{calendar}” is saved. Clocks that run are counted anew.")
    return redirect("agent_calendar", calendar.pk)


@require_POST
@admins_only
def preview(request: AgentRequest) -> HttpResponse:
    """Draw the month of the calendar as it is typed, and the regions of its country. Changes nothing."""
    data = request.POST.copy()
    moved = data.get("country", "") != data.get("regions_of", "")
    if moved:
        data["region"] = ""
    # What it is called changes no hour.
    data["name"] = data.get("name") or "New calendar"
    form, calendar = CalendarForm(data), Calendar()
    month = shifted(data.get("month", ""), {"-1": -1, "1": 1}.get(data.get("step", ""), 0))
    context: dict[str, Any] = {"form": form, "live": True, "moved": moved, "asked": month}
    if form.is_valid():
        try:
            form.apply(calendar).clean()
        except ValidationError as error:
            add_errors(form, error)
        else:
            context |= month_of(calendar, month)
    return render(request, "agent/settings/calendars/_preview.html", context)


@require_POST
@admins_only
def default(request: AgentRequest, pk: int) -> HttpResponse:
    make_default(get_object_or_404(Calendar, pk=pk), by=request.user)
    return redirect("agent_calendars")


def _page(request: AgentRequest, form: CalendarForm, calendar: Calendar, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "calendar": calendar, **PLACE}
    if calendar.hours or calendar.special:
        context |= month_of(calendar, request.GET.get("month", ""))
    return render(request, "agent/settings/calendars/edit.html", context, status=status)


def _holidays_of(calendar: Calendar) -> str:
    """Return the name of the country, and of its part, whose holidays a calendar keeps."""
    if not calendar.country:
        return ""
    region = dict(regions(calendar.country)).get(calendar.region, calendar.region)
    return ", ".join(name for name in (country_name(calendar.country), region) if name)
