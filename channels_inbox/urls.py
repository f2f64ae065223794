"""Addresses of the desk, under /agent/. Nouns; GET never changes anything."""

from __future__ import annotations

from django.urls import path

from channels_inbox.views import inbox, messages, tickets

urlpatterns = [
    path("", inbox.inbox, name="agent_inbox"),
    path("views/<slug:slug>/", inbox.show_view, name="agent_view"),
    path("tickets/<int:number>/", tickets.show_ticket, name="agent_ticket"),
    path("tickets/<int:number>/timeline/", tickets.show_timeline, name="agent_timeline"),
    path("tickets/<int:number>/visit/", tickets.visit, name="agent_visit"),
    path("tickets/<int:number>/replies/", messages.replies, name="agent_replies"),
    path("tickets/<int:number>/notes/", messages.notes, name="agent_notes"),
    path("tickets/<int:number>/draft/", messages.draft, name="agent_draft"),
]
