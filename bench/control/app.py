"""Served like the product's pages, so that the difference is the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

# As much to draw in each row as in a row of the desk (templates/agent/tickets/_row.html).
ROWS: list[dict[str, Any]] = [
    {
        "id": n,
        "number": 48_000 + n,
        "unread": n % 3 == 0,
        "finished": False,
        "channel": "email",
        "channel_name": "Email",
        "who": f"Person Number {n}",
        "exact": f"Thu 19 November 2026, {n % 24}:05 CET",
        "time": f"{n % 24}:05",
        "subject": f"The grinder of machine {n} hums and then stops",
        "whose": "" if n % 2 else "We: ",
        "last": "It began on Monday, after we had cleaned the burrs as the manual says.",
        "priority": "Normal",
        "tags": ["grinder", "machine-down"][: n % 3],
        "owner": "Ana Lima" if n % 5 else "",
        "waits": f"{n}m" if n % 4 else "",
    }
    for n in range(50)
]


def rows(request: HttpRequest) -> HttpResponse:
    return render(request, "rows.html", {"rows": ROWS})


settings.configure(
    SECRET_KEY="x" * 50,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).with_name("templates")],
        }
    ],
)
urlpatterns = [path("", rows)]
application = get_wsgi_application()
