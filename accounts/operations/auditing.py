"""Write down who changed a setting."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.models import AuditEntry, User


def audit(
    thing: models.Model, action: str, *, by: User | None, before: dict[str, Any], after: dict[str, Any]
) -> AuditEntry:
    """Record one change of a setting in the caller's transaction; `before` and `after` hold JSON values."""
    return AuditEntry.objects.create(
        by=by,
        action=action,
        kind=thing._meta.model_name or "",
        object_id=thing.pk,
        name=str(thing)[:200],
        before=before,
        after=after,
    )
