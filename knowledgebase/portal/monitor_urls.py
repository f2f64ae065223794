"""What calls us, under /hooks/monitors/."""

from __future__ import annotations

from django.urls import path

from knowledgebase.portal.views import monitors

urlpatterns = [
    path("<str:key>/", monitors.heartbeat, name="monitor_heartbeat"),
    path("<str:key>/failed/", monitors.heartbeat, {"outcome": "failed"}, name="monitor_heartbeat_failed"),
    path("<str:key>/alerts/", monitors.alerts, name="monitor_alerts"),
]
