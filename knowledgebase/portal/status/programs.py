"""The status page for programs, in the shape of Statuspage's public API (v2), which clients know how to read.

Nobody signs in here: each address holds what is public, and nothing else. Ids are texts, as there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify

from knowledgebase.models import Component, ComponentGroup, Incident
from knowledgebase.portal.status.page import Page, Told, Update
from knowledgebase.status.states import State

Json = dict[str, Any]


def page_json(at: datetime) -> Json:
    return {
        "id": _page_id(),
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL + reverse("status"),
        "time_zone": "Etc/UTC",
        "updated_at": _iso(at),
    }


def status_json(page: Page) -> Json:
    return {"indicator": page.impact.value, "description": page.headline}


def components_json(page: Page) -> list[Json]:
    """Return the parts; a group is one too, which names those in it."""
    found: list[Json] = []
    for group in page.groups:
        parts = [part.component for part in group.parts]
        if parts and parts[0].group is not None:
            found.append(_group(parts[0].group, parts))
        found += [component_json(part) for part in parts]
    return found


def component_json(component: Component) -> Json:
    return {
        "id": str(component.pk),
        "name": component.name,
        "status": _state(component.status),
        "created_at": _iso(component.created_at),
        "updated_at": _iso(component.changed_at),
        "position": component.position,
        "description": component.description or None,
        "showcase": component.shows_uptime,
        "start_date": component.start_date.isoformat(),
        "group_id": f"g{component.group_id}" if component.group_id else None,
        "page_id": _page_id(),
        "group": False,
        "only_show_if_degraded": component.only_when_degraded,
    }


def incident_json(told: Told) -> Json:
    incident = told.incident
    watched = next((one.row.at for one in told.updates if one.row.status == Incident.Status.MONITORING), None)
    shown: Json = {
        "id": str(incident.pk),
        "name": incident.title,
        "status": _status(incident.status),
        "created_at": _iso(incident.created_at),
        "updated_at": _iso(incident.touched_at),
        "monitoring_at": _iso(watched),
        "resolved_at": _iso(incident.resolved_at),
        "impact": incident.impact,
        "shortlink": settings.SITE_URL + incident.get_absolute_url(),
        "started_at": _iso(incident.started_at),
        "page_id": _page_id(),
        "incident_updates": [_update(told, one) for one in told.updates],
        "components": [component_json(part) for part in told.parts],
        "reminder_intervals": None,
    }
    if incident.is_maintenance:
        shown |= {
            "scheduled_for": _iso(incident.scheduled_from),
            "scheduled_until": _iso(incident.scheduled_until),
        }
    return shown


def of_kind(rows: Sequence[Told], kind: str) -> list[Json]:
    return [incident_json(told) for told in rows if told.incident.kind == kind]


def _update(told: Told, update: Update) -> Json:
    row, known = update.row, {part.pk for part in told.parts}
    return {
        "id": str(row.pk),
        "status": _status(row.status),
        "body": row.body,
        "incident_id": str(told.incident.pk),
        "created_at": _iso(row.created_at),
        "updated_at": _iso(row.created_at),
        "display_at": _iso(row.at),
        "affected_components": [
            {
                "code": str(change["component"]),
                "name": change["name"],
                "old_status": _state(change["was"]),
                "new_status": _state(change["now"]),
            }
            for change in row.changes
            if change["component"] in known
        ],
        "deliver_notifications": not row.silent,
        "custom_tweet": None,
        "tweet_id": None,
    }


def _group(group: ComponentGroup, parts: Sequence[Component]) -> Json:
    states = [State(part.status) for part in parts]
    return {
        "id": f"g{group.pk}",
        "name": group.name,
        "status": _state(max(states, key=list(State).index)),
        "created_at": _iso(min(part.created_at for part in parts)),
        "updated_at": _iso(max(part.changed_at for part in parts)),
        "position": group.position,
        "description": None,
        "showcase": False,
        "start_date": None,
        "group_id": None,
        "page_id": _page_id(),
        "group": True,
        "only_show_if_degraded": False,
        "components": [str(part.pk) for part in parts],
    }


def _state(state: str) -> str:
    return "under_maintenance" if state == State.MAINTENANCE else str(state)


def _status(status: str) -> str:
    # There nobody calls work off: it is simply over.
    return str(Incident.Status.COMPLETED if status == Incident.Status.CANCELLED else status)


def _page_id() -> str:
    return slugify(settings.SITE_NAME) or "status"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
