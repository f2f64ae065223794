from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

# Part of what is kept, but nothing a person changed.
UNSAID = {"version"}


class AuditEntry(models.Model):
    """One change of a setting: who, when, what, from what to what. Rows are only ever added."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    action = models.CharField(max_length=20)
    # The kind and the key of the thing, and what it was called then: it may be gone by now.
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "object_id", "-id"], name="audit_of_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.name}"

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        return changes_between(self.before, self.after)


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return (name, before, after) of each value that differs; of values with parts, of each part that does."""
    found: list[tuple[str, Any, Any]] = []
    for name in sorted({*before, *after} - UNSAID):
        old, new = before.get(name), after.get(name)
        said = name.replace("_", " ")
        if isinstance(old, dict) and isinstance(new, dict):
            found += [(f"{said}, {part}", *values) for part, *values in changes_between(old, new)]
        elif old != new:
            found.append((said, old, new))
    return found
