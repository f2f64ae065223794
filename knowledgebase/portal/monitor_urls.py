"""What calls us, under /hooks/monitors/."""

from __future__ import annotations

from django.urls import re_path

from knowledgebase.portal.views import monitors

# As save_monitor makes them; nothing else is looked for.
_KEY = r"(?P<key>[A-Za-z0-9_-]{43})"

urlpatterns = [
    re_path(rf"^{_KEY}/\Z", monitors.heartbeat, name="monitor_heartbeat"),
    re_path(rf"^{_KEY}/failed/\Z", monitors.heartbeat, {"outcome": "failed"}, name="monitor_heartbeat_failed"),
    re_path(rf"^{_KEY}/alerts/\Z", monitors.alerts, name="monitor_alerts"),
]
