"""Write the public status page down as files (status/copies.py), by the very views that draw it."""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import resolve, reverse
from django.utils import timezone

from knowledgebase.audience import Audience
from knowledgebase.models import Incident
from knowledgebase.portal.locales import locales
from knowledgebase.portal.status.sheets import NAME, with_one_sheet
from knowledgebase.status import copies
from knowledgebase.status.uptime import DAYS

log = logging.getLogger(__name__)

# Older ones, and more of them, are read while the database answers.
MOST = 50
_ANSWERS = (
    *("status_summary", "status_status", "status_components", "status_incidents", "status_unresolved"),
    *("status_maintenances", "status_upcoming", "status_active"),
    *("status_atom", "status_rss", "status_calendar", "status_badge"),
)


def copy_page() -> int:
    """Bring every copy up to date and return how many were drawn. One that fails stays as it was.

    Of two at once the second waits and reads after the first has written: the last to write knows the most.
    """
    root = copies.folder()
    if root is None:
        return 0
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        pages, failed = _draw_all(_addresses())
        if any(name.endswith(".html") for name in pages):
            pages = with_one_sheet(pages, lambda path: _draw(path, locales()[0]))
        else:
            failed.add(NAME)
        bare = {_bare(name): content for name, content in pages.items()}
        copies.replace_all({**pages, **bare}, kept={*failed, *map(_bare, failed)})
    return len(pages)


def _draw_all(addresses: Iterable[tuple[str, str]]) -> tuple[dict[str, bytes], set[str]]:
    """Return what could be drawn, and the names of what could not."""
    pages, failed = {}, set()
    for path, locale in addresses:
        name = copies.name_of(path, locale)
        try:
            answer = _draw(path, locale)
        except Exception:
            log.exception("%s could not be copied.", name)
            failed.add(name)
        else:
            if answer is not None:
                pages[name] = answer[0]
    return pages, failed


def _bare(name: str) -> str:
    """Return a page of the first locale without it, as a proxy finds it; all else is itself."""
    return name.removeprefix(f"{locales()[0]}/")


def _addresses() -> Iterator[tuple[str, str]]:
    lately = timezone.now() - timedelta(days=DAYS)
    rows = Incident.objects.published().seen_by(Audience()).filter(started_at__gt=lately)
    incidents = [row.get_absolute_url() for row in rows.only("pk")[:MOST]]
    for locale in locales():
        for path in [reverse("status"), reverse("status_history"), *incidents]:
            yield path, locale
    for name in _ANSWERS:
        yield reverse(name), locales()[0]


def _draw(path: str, locale: str) -> tuple[bytes, str] | None:
    """Ask the view of an address as a stranger would, for its content and type; None when it is gone meanwhile."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET = QueryDict(f"lang={locale}")
    address = urlsplit(settings.SITE_URL)
    request.META = {
        "HTTP_HOST": address.netloc,
        "REQUEST_METHOD": "GET",
        "SERVER_NAME": address.hostname or "localhost",
        "SERVER_PORT": str(address.port or 443),
        "wsgi.url_scheme": address.scheme,
    }
    request.user = AnonymousUser()
    found = resolve(path)
    response = found.func(request, *found.args, **found.kwargs)
    assert isinstance(response, HttpResponse)
    return (response.content, response["Content-Type"]) if response.status_code == 200 else None
