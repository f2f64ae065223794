from __future__ import annotations

from django.db import models

from accounts.models import Team
from tickets.models.custom_field import CustomField
from tickets.models.kinds import Priority, TicketType


class RequestTypeQuerySet(models.QuerySet["RequestType"]):
    def in_use(self) -> RequestTypeQuerySet:
        return self.filter(retired_at=None)


class RequestType(models.Model):
    """A kind of question customers choose on the contact form: what it asks of them, and where it goes."""

    name = models.CharField(max_length=80, help_text="In customers' words.")
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=200, blank=True)
    # Without a team it goes where the form's channel leads.
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+")
    type = models.CharField(max_length=10, choices=TicketType, default=TicketType.QUESTION)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    fields = models.ManyToManyField(CustomField, through="RequestTypeField", related_name="request_types")
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    # Never deleted: tickets were asked by it.
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RequestTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class RequestTypeField(models.Model):
    """A field on the form of a request type."""

    request_type = models.ForeignKey(RequestType, models.CASCADE, related_name="asked")
    field = models.ForeignKey(CustomField, models.CASCADE, related_name="+")
    required = models.BooleanField(default=False)

    class Meta:
        # On the form they stand in the order fields have everywhere.
        ordering = ["field__position", "field"]
        constraints = [models.UniqueConstraint(fields=["request_type", "field"], name="request_type_field_once")]

    def __str__(self) -> str:
        return f"{self.field} on {self.request_type}"
