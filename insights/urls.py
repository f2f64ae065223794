"""Addresses of the reports, under /agent/reports/."""

from __future__ import annotations

from django.urls import path

from insights.views import community, reports

urlpatterns = [
    path("", reports.show, name="reports"),
    path("summary.csv", reports.summary_file, name="report_file"),
    path("telephone.csv", reports.calls_file, name="report_calls_file"),
    path("community/", community.index, name="community_report"),
    path("community/figures.csv", community.index_file, name="community_report_file"),
    path("community/<slug:key>/topics/", community.topics, name="community_report_topics"),
    path("community/<slug:key>/topics.csv", community.topics_file, name="community_report_topics_file"),
    path("<slug:key>/tickets/", reports.tickets, name="report_tickets"),
    path("<slug:key>/tickets.csv", reports.tickets_file, name="report_tickets_file"),
]
