"""The pages of the status page. What a stranger sees of them is copied (copying.py) and served from the copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledgebase.audience import Audience
from knowledgebase.models import Incident, Visibility
from knowledgebase.portal.caching import public_page
from knowledgebase.portal.head import Head
from knowledgebase.portal.locales import Alternate, in_preferred_locale, locales
from knowledgebase.portal.status.page import Told, known_parts, news, page_for, told

MONTHS = 3


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    incidents: Sequence[Told]


@require_safe
@public_page
@in_preferred_locale
def show(request: HttpRequest) -> HttpResponse:
    """The front page: whether everything works, and if not, what we know."""
    page = page_for(Audience.of(request.user))
    head = _head(_("Status"), page.headline, reverse("status"), feed=reverse("status_atom"))
    return _drawn(request, "help/status/show.html", {"page": page, "head": head})


@require_safe
@public_page
@in_preferred_locale
def history(request: HttpRequest) -> HttpResponse:
    """What happened in three months; `until` names the last of them, as 2026-11."""
    audience = Audience.of(request.user)
    last = _month(request.GET.get("until", "")) or timezone.now().date().replace(day=1)
    months = [_back(last, n) for n in range(MONTHS)]
    began = {"started_at__gte": _start(months[-1]), "started_at__lt": _start(_back(last, -1))}
    rows = told(news(audience).exclude(status=Incident.Status.SCHEDULED).filter(**began), known_parts(audience))
    older = news(audience).filter(started_at__lt=_start(months[-1])).exists()
    found = [Month(first, [one for one in rows if _same_month(one, first)]) for first in months]
    context: dict[str, object] = {
        "months": found,
        "older": _back(last, MONTHS) if older else None,
        "newer": _back(last, -MONTHS) if last < timezone.now().date().replace(day=1) else None,
        "head": _head(_("History"), _("Past incidents and maintenance."), reverse("status_history")),
    }
    return _drawn(request, "help/status/history.html", context)


@require_safe
@public_page
@in_preferred_locale
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident, or planned work. “Not for you” and “not there” are the same 404."""
    audience = Audience.of(request.user)
    found = told(news(audience).filter(pk=pk), known_parts(audience))
    if not found:
        raise Http404
    row = found[0].incident
    head = _head(row.title, str(found[0].word), row.get_absolute_url(), hidden=row.visibility != Visibility.PUBLIC)
    return _drawn(request, "help/status/incident.html", {"told": found[0], "head": head})


def _drawn(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    response = render(request, template, {"tab": "status", **context})
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _head(title: str, description: str, path: str, *, feed: str = "", hidden: bool = False) -> Head:
    return Head(
        title=title,
        description=description,
        path=path,
        alternates=[Alternate(one, f"{path}?lang={one}") for one in locales()],
        feed=feed,
        fallback=settings.SITE_URL + path,
        hidden=hidden,
    )


def _month(asked: str) -> date | None:
    if not asked:
        return None
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        raise Http404 from None


def _back(month: date, by: int) -> date:
    """Return the first of the month so many months before."""
    count = month.year * 12 + month.month - 1 - by
    if not 12 <= count < 12 * 9999:
        raise Http404
    return date(count // 12, count % 12 + 1, 1)


def _start(month: date) -> datetime:
    """Return when a month begins. Months are those of UTC whoever reads, so that each incident is in one of them."""
    return datetime(month.year, month.month, 1, tzinfo=UTC)


def _same_month(one: Told, first: date) -> bool:
    began = one.incident.started_at.astimezone(UTC)
    return (began.year, began.month) == (first.year, first.month)
