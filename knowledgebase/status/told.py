"""An update of an incident as programs are told it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from knowledgebase.models import IncidentUpdate, Visibility


def told_update(update: IncidentUpdate) -> dict[str, Any]:
    """Return an update with its incident as it is now. Parts that are not for everybody are left out."""
    incident = update.incident
    touched = incident.touched.filter(component__visibility=Visibility.PUBLIC).select_related("component")
    return {
        "incident": {
            "id": incident.pk,
            "kind": incident.kind,
            "name": incident.title,
            "status": incident.status,
            "impact": incident.impact,
            "started_at": incident.started_at.isoformat(),
            "resolved_at": incident.resolved_at.isoformat() if incident.resolved_at else None,
            "url": settings.SITE_URL + incident.get_absolute_url(),
            "components": [
                {"id": one.component_id, "name": one.component.name, "status": one.status} for one in touched
            ],
        },
        "update": {
            "id": update.pk,
            "status": update.status,
            "body": update.body,
            "at": update.at.isoformat(),
        },
    }
