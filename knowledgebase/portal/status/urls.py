"""Addresses of the status page, under /status/."""

from __future__ import annotations

from django.urls import path

from knowledgebase.portal.status import answers, views

API = "api/v2/"

urlpatterns = [
    path("", views.show, name="status"),
    path("history/", views.history, name="status_history"),
    path("incidents/<int:pk>/", views.incident, name="status_incident"),
    path("incidents/<int:pk>/calendar.ics", answers.calendar, name="status_appointment"),
    path("calendar.ics", answers.calendar, name="status_calendar"),
    path("feed.atom", answers.feed, {"shape": "atom"}, name="status_atom"),
    path("feed.rss", answers.feed, {"shape": "rss"}, name="status_rss"),
    path("badge.svg", answers.badge, name="status_badge"),
    path(f"{API}summary.json", answers.summary, name="status_summary"),
    path(f"{API}status.json", answers.status, name="status_status"),
    path(f"{API}components.json", answers.components, name="status_components"),
    path(f"{API}incidents.json", answers.incidents, name="status_incidents"),
    path(f"{API}incidents/unresolved.json", answers.incidents, {"which": "unresolved"}, name="status_unresolved"),
    path(f"{API}scheduled-maintenances.json", answers.maintenances, name="status_maintenances"),
    path(
        f"{API}scheduled-maintenances/upcoming.json",
        answers.maintenances,
        {"which": "upcoming"},
        name="status_upcoming",
    ),
    path(
        f"{API}scheduled-maintenances/active.json",
        answers.maintenances,
        {"which": "active"},
        name="status_active",
    ),
]
