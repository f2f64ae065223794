"""What programs ask of the status page: JSON, feeds, a calendar, a badge. The same for everybody, from any site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from knowledgebase.audience import Audience
from knowledgebase.models import Incident
from knowledgebase.portal.locales import locales
from knowledgebase.portal.status.feeds import NewsFeed, RssFeed
from knowledgebase.portal.status.page import known_parts, news, page_for, told
from knowledgebase.portal.status.programs import (
    components_json,
    incident_json,
    of_kind,
    page_json,
    status_json,
)
from knowledgebase.status.badge import badge as draw_badge
from knowledgebase.status.calendar import Appointment
from knowledgebase.status.calendar import calendar as draw_calendar

EVERYBODY = Audience()
MOST = 50
SECONDS = 30
Kind = Incident.Kind


def for_programs(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer in the site's first language, and let any site's pages read it."""

    @wraps(view)
    def through(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(locales()[0]):
            response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = f"public, max-age={SECONDS}"
        return response

    return require_safe(through)


@for_programs
def summary(request: HttpRequest) -> HttpResponse:
    page = page_for(EVERYBODY)
    running = [*page.open, *page.planned]
    return JsonResponse(
        {
            "page": page_json(page.at),
            "components": components_json(page),
            "incidents": of_kind(running, Kind.INCIDENT),
            "scheduled_maintenances": of_kind(running, Kind.MAINTENANCE),
            "status": status_json(page),
        }
    )


@for_programs
def status(request: HttpRequest) -> HttpResponse:
    page = page_for(EVERYBODY)
    return JsonResponse({"page": page_json(page.at), "status": status_json(page)})


@for_programs
def components(request: HttpRequest) -> HttpResponse:
    page = page_for(EVERYBODY)
    return JsonResponse({"page": page_json(page.at), "components": components_json(page)})


@for_programs
def incidents(request: HttpRequest, which: str = "") -> HttpResponse:
    """The latest fifty incidents, or those that are open."""
    rows = news(EVERYBODY).incidents()
    if which == "unresolved":
        rows = rows.open()
    return _listed("incidents", rows)


@for_programs
def maintenances(request: HttpRequest, which: str = "") -> HttpResponse:
    """The latest fifty maintenances, or those to come, or those that go on."""
    rows = news(EVERYBODY).maintenances()
    planned = Incident.Status.SCHEDULED
    if which == "upcoming":
        rows = rows.open().filter(status=planned).order_by("started_at", "pk")
    elif which == "active":
        rows = rows.open().exclude(status=planned)
    return _listed("scheduled_maintenances", rows)


@for_programs
def feed(request: HttpRequest, shape: str) -> HttpResponseBase:
    return (RssFeed() if shape == "rss" else NewsFeed())(request)


@for_programs
def calendar(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Planned work to come, and what was called off lately, so that calendars take it out; or one alone."""
    rows = Incident.objects.published().seen_by(EVERYBODY).maintenances().prefetch_related("updates")
    if pk is None:
        rows = rows.filter(scheduled_until__gt=timezone.now() - timedelta(days=30)).order_by("started_at", "pk")[:MOST]
    else:
        rows = rows.filter(pk=pk)
        if not rows:
            raise Http404
    text = draw_calendar(f"{settings.SITE_NAME} Status", [_appointment(row) for row in rows])
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{"maintenance" if pk else "status"}.ics"'
    return response


@for_programs
def badge(request: HttpRequest) -> HttpResponse:
    page = page_for(EVERYBODY)
    return HttpResponse(draw_badge(settings.SITE_NAME, str(page.look.word), page.impact), content_type="image/svg+xml")


def _listed(name: str, rows: Any) -> HttpResponse:
    found = told(rows[:MOST], known_parts(EVERYBODY))
    return JsonResponse({"page": page_json(timezone.now()), name: [incident_json(one) for one in found]})


def _appointment(row: Incident) -> Appointment:
    assert row.scheduled_from is not None
    assert row.scheduled_until is not None
    updates = list(row.updates.all())
    return Appointment(
        uid=f"maintenance-{row.pk}@{settings.MAIL_DOMAIN}",
        title=row.title,
        text=next((one.body for one in updates if one.body), ""),
        url=settings.SITE_URL + row.get_absolute_url(),
        begins=row.scheduled_from,
        ends=row.scheduled_until,
        changed=row.touched_at,
        sequence=len(updates),
        cancelled=row.status == Incident.Status.CANCELLED,
    )
