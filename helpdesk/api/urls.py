"""Version 1 of the API."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from helpdesk.api import schema  # noqa: F401 - tells the description how people sign in
from helpdesk.api.missing import Missing

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api_docs")),
    path("", include("accounts.api.urls")),
    path("", include("knowledgebase.api.urls")),
    path("", include("tickets.api.urls")),
    path("", include("community.api.urls")),
    path("", include("channels_inbox.api.urls")),
    path("", include("insights.api.urls")),
    path("schema/", SpectacularAPIView.as_view(throttle_classes=[]), name="api_schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api/docs.html", throttle_classes=[]),
        name="api_docs",
    ),
    re_path(r"", Missing.as_view()),
]
