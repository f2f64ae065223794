from __future__ import annotations

from django.conf import settings
from django.db import models


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
