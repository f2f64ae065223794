from __future__ import annotations

from django.urls import path

from insights.api import views

urlpatterns = [
    path("reports/", views.MeasureList.as_view(), name="api_reports"),
    path("reports/<slug:measure>/", views.MeasureReport.as_view(), name="api_report"),
]
