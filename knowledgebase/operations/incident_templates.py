"""Keep words ready for a bad hour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from knowledgebase.models import Component, Incident, IncidentTemplate
from knowledgebase.operations.incidents import OPEN
from knowledgebase.permissions import require_admin


@transaction.atomic
def save_template(
    template: IncidentTemplate, *, by: User, components: Iterable[Component] = (), seen: int = 0
) -> IncidentTemplate:
    """Store a new or changed template. Raises ValidationError, ChangedMeanwhile, NotAllowed."""
    require_admin(by)
    template.name, template.title = " ".join(template.name.split()), " ".join(template.title.split())
    chosen = list(components)
    if template.kind == Incident.Kind.MAINTENANCE:
        template.status = Incident.Status.SCHEDULED
    elif template.status not in OPEN:
        raise ValidationError({"status": "Choose a state an incident begins with."})
    before: dict[str, Any] = {}
    if template.pk:
        stored = IncidentTemplate.objects.select_for_update().get(pk=template.pk)
        require_version(stored, seen)
        before = _told(stored, stored.components.all())
        template.version, template.position = stored.version, stored.position
        if _told(template, chosen) == before:
            return stored
        template.version += 1
    else:
        template.position = IncidentTemplate.objects.count() + 1
    template.full_clean()
    template.save()
    template.components.set(chosen)
    audit(template, "changed" if before else "added", by=by, before=before, after=_told(template, chosen))
    return template


@transaction.atomic
def delete_template(template: IncidentTemplate, *, by: User) -> None:
    require_admin(by)
    template = IncidentTemplate.objects.select_for_update().get(pk=template.pk)
    audit(template, "deleted", by=by, before=_told(template, template.components.all()), after={})
    template.delete()


def _told(template: IncidentTemplate, components: Iterable[Component]) -> dict[str, Any]:
    return {
        "name": template.name,
        "kind": template.kind,
        "title": template.title,
        "body": template.body,
        "status": template.status,
        "components": sorted(str(one) for one in components),
        "component_status": template.component_status,
        "version": template.version,
    }
