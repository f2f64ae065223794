"""Addresses of the settings, under /agent/settings/. Administrators only, every one of them."""

from __future__ import annotations

from django.urls import path

from channels_inbox.views.settings import (
    agents,
    assignment,
    calendars,
    channels,
    policies,
    ratings,
    roles,
    statuses,
    tags,
    teams,
)
from channels_inbox.views.settings import index as settings

urlpatterns = [
    path("settings/", settings.index, name="agent_settings"),
    path("settings/audit/", settings.audit_log, name="agent_audit"),
    path("settings/agents/", agents.agents, name="agent_agents"),
    path("settings/agents/new/", agents.new, name="agent_new_agent"),
    path("settings/agents/<int:pk>/", agents.edit, name="agent_agent"),
    path("settings/agents/<int:pk>/invitation/", agents.invitation, name="agent_agent_invitation"),
    path("settings/agents/<int:pk>/departure/", agents.departure, name="agent_agent_departure"),
    path("settings/agents/<int:pk>/return/", agents.return_, name="agent_agent_return"),
    path("settings/roles/", roles.roles, name="agent_roles"),
    path("settings/channels/", channels.channels, name="agent_channels"),
    path("settings/teams/", teams.teams, name="agent_teams"),
    path("settings/teams/new/", teams.edit, name="agent_new_team"),
    path("settings/teams/<int:pk>/", teams.edit, name="agent_team_settings"),
    path("settings/teams/<int:pk>/position/", teams.position, name="agent_team_position"),
    path("settings/teams/<int:pk>/retirement/", teams.retirement, name="agent_team_retirement"),
    path("settings/statuses/", statuses.statuses, name="agent_statuses"),
    path("settings/statuses/new/", statuses.edit, name="agent_new_status"),
    path("settings/statuses/<int:pk>/", statuses.edit, name="agent_status_settings"),
    path("settings/statuses/<int:pk>/position/", statuses.position, name="agent_status_position"),
    path("settings/statuses/<int:pk>/retirement/", statuses.retirement, name="agent_status_retirement"),
    path("settings/tags/", tags.tags, name="agent_tag_settings"),
    path("settings/tags/new/", tags.edit, name="agent_new_tag"),
    path("settings/tags/<int:pk>/", tags.edit, name="agent_tag"),
    path("settings/tags/<int:pk>/merger/", tags.merger, name="agent_tag_merger"),
    path("settings/tags/<int:pk>/removal/", tags.removal, name="agent_tag_removal"),
    path("settings/assignment/", assignment.assignment, name="agent_assignment_settings"),
    path("settings/assignment/<int:pk>/", assignment.edit, name="agent_team_assignment"),
    path("settings/calendars/", calendars.calendars, name="agent_calendars"),
    path("settings/calendars/new/", calendars.edit, name="agent_new_calendar"),
    path("settings/calendars/<int:pk>/", calendars.edit, name="agent_calendar"),
    path("settings/calendars/<int:pk>/default/", calendars.default, name="agent_calendar_default"),
    path("settings/ratings/", ratings.ratings, name="agent_rating_settings"),
    path("settings/policies/", policies.policies, name="agent_policies"),
    path("settings/policies/new/", policies.edit, name="agent_new_policy"),
    path("settings/policies/<int:pk>/", policies.edit, name="agent_policy"),
    path("settings/policies/<int:pk>/position/", policies.position, name="agent_policy_position"),
    path("settings/policies/<int:pk>/retirement/", policies.retirement, name="agent_policy_retirement"),
]
