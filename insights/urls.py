"""Addresses of the reports, under /agent/reports/."""

from __future__ import annotations

from django.urls import path

from insights.views import reports

urlpatterns = [
    path("", reports.show, name="reports"),
    path("summary.csv", reports.summary_file, name="report_file"),
    path("telephone.csv", reports.calls_file, name="report_calls_file"),
    path("<slug:key>/tickets/", reports.tickets, name="report_tickets"),
    path("<slug:key>/tickets.csv", reports.tickets_file, name="report_tickets_file"),
]
