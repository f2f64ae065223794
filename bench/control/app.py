"""Served like the product's pages, so that the difference is the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

ROWS: list[dict[str, Any]] = [
    {
        "id": n,
        "number": 48_000 + n,
        "subject": f"The grinder of machine {n} hums and then stops",
        "who": f"Person Number {n}",
        "last": "It began on Monday, after we had cleaned the burrs as the manual says.",
        "time": f"{n % 24}:05",
        "state": "Normal",
        "owner": "Ana Lima",
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
