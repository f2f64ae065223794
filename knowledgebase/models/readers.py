from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from knowledgebase.audience import Audience, Reader
from knowledgebase.models.visibility import Visibility


class ForReadersQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Reader) -> Self:
        """Colleagues see everything; others what is public, for signed-in people, or for their organization."""
        return self.seen_by(Audience.of(user))

    def seen_by(self, audience: Audience) -> Self:
        """The same for an audience that is no person: what feeds and copies are made for."""
        if audience.colleague:
            return self
        if not audience.signed_in:
            return self.filter(visibility=Visibility.PUBLIC)
        chosen = self.model.organizations.through.objects.filter(organization__in=audience.organizations)
        own = Q(visibility=Visibility.ORGANIZATIONS, pk__in=chosen.values(self.model._meta.model_name))
        return self.filter(Q(visibility__in=[Visibility.PUBLIC, Visibility.SIGNED_IN]) | own)


class ForReaders(models.Model):
    """Abstract: something that not everybody need see."""

    visibility = models.CharField(max_length=13, choices=Visibility, default=Visibility.PUBLIC)
    organizations = models.ManyToManyField(Organization, blank=True, related_name="+")

    class Meta:
        abstract = True
