"""Addresses of the status page's side of the desk, under /agent/status/."""

from __future__ import annotations

from django.urls import path

from channels_inbox.views.settings import status_page
from channels_inbox.views.status import incidents, maintenances, news, parts

urlpatterns = [
    path("status/", incidents.incidents, name="agent_incidents"),
    path("status/new/", incidents.new, name="agent_new_incident"),
    path("status/past/", incidents.past, name="agent_past_incident"),
    path("status/maintenance/", maintenances.new, name="agent_new_maintenance"),
    path("status/parts/", parts.parts, name="agent_parts"),
    path("status/parts/<int:pk>/state/", parts.state, name="agent_part_state"),
    path("status/<int:pk>/", incidents.show, name="agent_incident"),
    path("status/<int:pk>/updates/", news.updates, name="agent_incident_updates"),
    path("status/<int:pk>/updates/<int:update>/correction/", news.correction, name="agent_incident_correction"),
    path("status/<int:pk>/publication/", news.publication, name="agent_incident_publication"),
    path("status/<int:pk>/settings/", news.settings, name="agent_incident_settings"),
    path("status/<int:pk>/deletion/", news.deletion, name="agent_incident_deletion"),
    path("status/<int:pk>/times/", maintenances.times, name="agent_maintenance_times"),
    path("status/<int:pk>/cancellation/", maintenances.cancellation, name="agent_maintenance_cancellation"),
    path("settings/status/", status_page.status_page, name="agent_status_page"),
    path("settings/status/parts/new/", status_page.component, name="agent_new_component"),
    path("settings/status/parts/<int:pk>/", status_page.component, name="agent_component"),
    path("settings/status/parts/<int:pk>/position/", status_page.component_position, name="agent_component_position"),
    path("settings/status/parts/<int:pk>/removal/", status_page.component_removal, name="agent_component_removal"),
    path("settings/status/groups/new/", status_page.group, name="agent_new_component_group"),
    path("settings/status/groups/<int:pk>/", status_page.group, name="agent_component_group"),
    path(
        "settings/status/groups/<int:pk>/position/", status_page.group_position, name="agent_component_group_position"
    ),
    path("settings/status/groups/<int:pk>/removal/", status_page.group_removal, name="agent_component_group_removal"),
    path("settings/status/templates/new/", status_page.template, name="agent_new_incident_template"),
    path("settings/status/templates/<int:pk>/", status_page.template, name="agent_incident_template"),
    path(
        "settings/status/templates/<int:pk>/removal/",
        status_page.template_removal,
        name="agent_incident_template_removal",
    ),
]
