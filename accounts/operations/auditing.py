"""Write down who changed a setting, and notice when two change it at once."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.errors import ChangedMeanwhile
from accounts.models import AuditEntry, User
from accounts.models.audit import changes_between

# How many changes of one thing are looked through to tell an editor what they missed.
MISSED = 20


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


def require_version(thing: Any, seen: int) -> None:
    """Raise ChangedMeanwhile when the row, locked by the caller, is not the version its editor saw."""
    if thing.version == seen:
        return
    found = AuditEntry.objects.filter(kind=thing._meta.model_name, object_id=thing.pk).select_related("by")
    entries = list(found[:MISSED])
    # Not all of them keep the version: then what was changed last has to do.
    missed = [entry for entry in entries if entry.after.get("version", 0) > seen] or entries[:1]
    if not missed:
        raise ChangedMeanwhile("")
    newest, oldest = missed[0], missed[-1]
    raise ChangedMeanwhile(str(newest.by or ""), changes_between(oldest.before, newest.after))
