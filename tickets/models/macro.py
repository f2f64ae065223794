from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team
from tickets.querysets import team_ids

_TEXTS = {"reply", "note"}


class MacroQuerySet(models.QuerySet["Macro"]):
    def visible_to(self, user: Any) -> MacroQuerySet:
        """Macros this agent may use: everybody's, their teams' and their own."""
        if not user.is_authenticated or not user.is_active or not user.is_agent:
            return self.none()
        found = self.filter(retired_at=None)
        return found.filter(
            Q(visibility=Macro.Visibility.ALL)
            | Q(visibility=Macro.Visibility.ME, owner=user)
            | Q(visibility=Macro.Visibility.TEAM, team__in=team_ids(user))
        )


class Macro(models.Model):
    """Several actions an agent does at once. One that only writes is a snippet."""

    class Visibility(models.TextChoices):
        ME = "me", "Only me"
        TEAM = "team", "A team"
        ALL = "all", "Everybody"

    name = models.CharField(max_length=120)
    visibility = models.CharField(max_length=4, choices=Visibility, default=Visibility.ALL)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="macros")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="macros")
    # The same shape as a rule's.
    actions = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = MacroQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_snippet(self) -> bool:
        return all(item["action"] in _TEXTS for item in self.actions)
