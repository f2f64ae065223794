from __future__ import annotations

from django.urls import path

from knowledgebase.api import help_centre

urlpatterns = [
    path("help-centre/", help_centre.HelpCentreView.as_view(), name="api_help_centre"),
]
