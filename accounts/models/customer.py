from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper

from accounts.models.organization import Organization

if TYPE_CHECKING:
    from accounts.models.user import User


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: User) -> CustomerQuerySet:
        """Agents see customers; a customer sees only their own row.

        An agent limited to teams or own tickets finds people through tickets, not through this list.
        """
        if user.is_agent and user.sees_all:
            return self
        return self.filter(user=user)


class Customer(models.Model):
    """A person who asks. They need no login; an identity is how they reach us."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="customer",
    )
    name = models.CharField(max_length=200, blank=True)
    organization = models.ForeignKey(Organization, models.SET_NULL, null=True, blank=True, related_name="customers")
    title = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=16, blank=True)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # Made in this very transaction: nobody has written to them yet. Never true for a row that was read.
    just_made = False

    objects = CustomerQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="customer_name_words")]

    def __str__(self) -> str:
        return self.name or f"Customer {self.pk}"

    @property
    def display_name(self) -> str:
        """Their name, else the address they write from, else a plain word."""
        if self.name:
            return self.name
        first = next(iter(self.identities.all()), None)
        return first.value if first else "Someone"

    @property
    def email(self) -> str:
        """The address mail to them goes to: the primary one, else the oldest. Reads `identities`, so prefetch it."""
        emails = [i for i in self.identities.all() if i.kind == "email"]
        emails.sort(key=lambda i: (not i.is_primary, i.pk))
        return emails[0].value if emails else ""
