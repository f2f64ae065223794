"""Addresses of incidents beside their tickets, under /agent/."""

from __future__ import annotations

from django.urls import path

from channels_inbox.views import incidents, ticket_incidents

urlpatterns = [
    path("tickets/<int:number>/incidents/", ticket_incidents.incidents, name="agent_ticket_incidents"),
    path(
        "tickets/<int:number>/incidents/<int:pk>/removal/",
        ticket_incidents.removal,
        name="agent_ticket_incident_removal",
    ),
    path("status/incidents/<int:pk>/tickets/", incidents.tickets, name="agent_incident_tickets"),
    path("status/incidents/<int:pk>/updates/<int:update>/answers/", incidents.answers, name="agent_incident_answers"),
]
