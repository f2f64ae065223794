"""Addresses of the desk, under /agent/. Nouns; GET never changes anything."""

from __future__ import annotations

from django.urls import path

from channels_inbox import settings_urls
from channels_inbox.views import (
    availability,
    bodies,
    clocks,
    conditions,
    deliveries,
    drafts,
    inbox,
    messages,
    new_ticket,
    profile,
    properties,
    quarantine,
    snooze,
    tickets,
    uploads,
)

urlpatterns = [
    *settings_urls.urlpatterns,
    path("", inbox.inbox, name="agent_inbox"),
    path("views/<slug:slug>/", inbox.show_view, name="agent_view"),
    path("tickets/new/", new_ticket.new_ticket, name="agent_new_ticket"),
    path("tickets/<int:number>/", tickets.show_ticket, name="agent_ticket"),
    path("tickets/<int:number>/timeline/", tickets.show_timeline, name="agent_timeline"),
    path("tickets/<int:number>/visit/", tickets.visit, name="agent_visit"),
    path("tickets/<int:number>/messages/", messages.messages, name="agent_messages"),
    path("tickets/<int:number>/draft/", messages.draft, name="agent_draft"),
    path("tickets/<int:number>/drafts/<int:user>/", drafts.colleague_draft, name="agent_colleague_draft"),
    path("tickets/<int:number>/assignment/", properties.assignment, name="agent_assignment"),
    path("tickets/<int:number>/team/", properties.team, name="agent_team"),
    path("tickets/<int:number>/status/", properties.status, name="agent_status"),
    path("tickets/<int:number>/priority/", properties.priority, name="agent_priority"),
    path("tickets/<int:number>/type/", properties.kind, name="agent_type"),
    path("tickets/<int:number>/tags/", properties.tags, name="agent_tags"),
    path("tickets/<int:number>/subject/", properties.subject, name="agent_subject"),
    path("tickets/<int:number>/snooze/", snooze.snooze, name="agent_snooze"),
    path("tickets/<int:number>/clocks/", clocks.clocks, name="agent_clocks"),
    path("messages/<int:pk>/withdrawal/", messages.withdrawal, name="agent_withdrawal"),
    path("messages/<int:pk>/html/", bodies.message_html, name="agent_message_html"),
    path("deliveries/<int:pk>/attempts/", deliveries.attempts, name="agent_delivery_attempts"),
    path("conditions/<slug:use>/", conditions.conditions, name="agent_conditions"),
    path("uploads/", uploads.uploads, name="agent_uploads"),
    path("quarantine/", quarantine.quarantine, name="agent_quarantine"),
    path("quarantine/<int:pk>/raw/", quarantine.raw, name="agent_quarantine_raw"),
    path("quarantine/<int:pk>/attempts/", quarantine.attempts, name="agent_quarantine_attempts"),
    path("me/", profile.profile, name="agent_profile"),
    path("me/availability/", availability.availability, name="agent_availability"),
    path("me/leave/", availability.leaves, name="agent_leaves"),
    path("me/leave/<int:pk>/end/", availability.leave_end, name="agent_leave_end"),
    path("me/after-send/", profile.after_send, name="agent_after_send"),
    path("me/tokens/", profile.tokens, name="agent_tokens"),
    path("me/tokens/<int:pk>/revocation/", profile.revocation, name="agent_token_revocation"),
]
