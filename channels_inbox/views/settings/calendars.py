"""Calendars: the list, and one with its month."""

from __future__ import annotations

import calendar as months
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Calendar
from accounts.operations.scheduling import make_default, save_calendar
from channels_inbox.forms.calendar import CalendarForm, written
from channels_inbox.views.access import AgentRequest, admins_only
from channels_inbox.views.settings.editing import DRAWN, SAVED, attempt

HOUR = 3600


@require_safe
@admins_only
def calendars(request: AgentRequest) -> HttpResponse:
    rows = Calendar.objects.order_by("-is_default", "name")
    return render(request, "agent/settings/calendars/index.html", {"rows": rows, **_place()})


@require_http_methods(["GET", "HEAD", "POST"])
@admins_only
def edit(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    """Draw a calendar's form, look at it without saving (`preview`), or save it."""
    calendar = get_object_or_404(Calendar, pk=pk) if pk else Calendar()
    if request.method != "POST":
        return _page(request, CalendarForm(initial=written(calendar)), calendar)
    preview = "preview" in request.POST

    def save(form: CalendarForm) -> None:
        form.apply(calendar)
        if preview:
            calendar.clean()
        else:
            save_calendar(calendar, by=request.user, seen=form.cleaned_data["version"] or 0)

    form, status = attempt(request, CalendarForm, calendar, save)
    if preview or status != SAVED:
        return _page(request, form, calendar, status=DRAWN if status == SAVED else status)
    messages.success(request, f"“{calendar}” is saved. Clocks that run are counted anew.")
    return redirect("agent_calendar", calendar.pk)


@require_POST
@admins_only
def default(request: AgentRequest, pk: int) -> HttpResponse:
    make_default(get_object_or_404(Calendar, pk=pk), by=request.user)
    return redirect("agent_calendars")


def _page(request: AgentRequest, form: CalendarForm, calendar: Calendar, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "calendar": calendar, **_place()}
    if calendar.hours or calendar.special:
        context.update(_preview(calendar, request.GET.get("month", "")))
    return render(request, "agent/settings/calendars/edit.html", context, status=status)


def _place() -> dict[str, str]:
    return {"section": "settings", "here": "calendars"}


def _preview(calendar: Calendar, month: str) -> dict[str, Any]:
    """Return a month of the calendar, and when an hour from now on would be over."""
    try:
        hours = calendar.business_hours()
        due = hours.due(timezone.now(), HOUR)
    except (ValueError, NotImplementedError, KeyError, OSError):
        return {}
    first = _first_of(month) or timezone.now().astimezone(hours.zone).date().replace(day=1)
    public = calendar.public_holidays(first.year)
    own = {entry["date"]: entry.get("name", "") for entry in (*calendar.holidays, *calendar.special)}
    weeks = [
        [
            {
                "day": day,
                "outside": day.month != first.month,
                "slots": [(_clock(start), _clock(end)) for start, end in hours.slots_on(day)],
                "name": own.get(day.isoformat()) or own.get(day.strftime("--%m-%d")) or public.get(day, ""),
            }
            for day in week
        ]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return {
        "weeks": weeks,
        "month": first,
        "earlier": _shifted(first, -1),
        "later": _shifted(first, 1),
        "hour_due": due,
    }


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}" if minute != 24 * 60 else "24:00"


def _first_of(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if 1990 < int(text[:4]) < 2100 else None
    except ValueError:
        return None


def _shifted(first: date, by: int) -> str:
    number = first.year * 12 + first.month - 1 + by
    return f"{number // 12:04}-{number % 12 + 1:02}"
