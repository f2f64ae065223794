from __future__ import annotations

from django.db import models


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    def in_use(self) -> CustomFieldQuerySet:
        return self.filter(retired_at=None)


class CustomField(models.Model):
    """Something an administrator wants to know of tickets. A ticket keeps its value in `Ticket.fields`, by `key`."""

    class Kind(models.TextChoices):
        TEXT = "text", "One line of text"
        LINES = "lines", "Several lines of text"
        NUMBER = "number", "Number"
        CHECK = "check", "Yes or no"
        CHOICE = "choice", "One of several"
        DATE = "date", "Date"

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    hint = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.TEXT)
    # For CHOICE: the words to choose from, which are what tickets keep.
    options = models.JSONField(default=list, blank=True)
    # Whether customers read its value on the page of their request.
    shown_to_customers = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    # Never deleted: tickets keep their values.
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label
