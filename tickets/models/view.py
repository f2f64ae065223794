from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: Any) -> SavedViewQuerySet:
        """Their own, those of their teams, and everybody's; administrators look after all that are shared."""
        if not user.is_authenticated or not user.is_active or not user.is_agent:
            return self.none()
        shared = Q(owner=None) if user.is_admin else Q(owner=None, team=None) | Q(team__memberships__user=user)
        return self.filter(Q(owner=user) | shared).distinct()

    def shown_to(self, user: Any) -> SavedViewQuerySet:
        """Those in somebody's own list of lists: an administrator is not shown the views of other teams there."""
        if not user.is_authenticated or not user.is_active or not user.is_agent:
            return self.none()
        teams = user.memberships.order_by().values("team")
        return self.filter(Q(owner=user) | Q(team__in=teams) | Q(owner=None, team=None))


class SavedView(models.Model):
    """A list somebody made: conditions, an order, a name. Whose tickets it shows is decided for each who looks."""

    class Sort(models.TextChoices):
        LATEST = "latest", "Latest first"
        WAITING = "waiting", "Longest wait first"
        DUE = "due", "Due first"

    name = models.CharField(max_length=60)
    icon = models.CharField(max_length=40, default="funnel", help_text="Name of a Lucide icon.")
    # One of the two, or neither: everybody's.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="views")
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="views")
    # As tickets/conditions reads them.
    conditions = models.JSONField(default=dict, blank=True)
    # Resolved, closed, merged and spam too. Such a list has no count.
    finished = models.BooleanField(default=False)
    sort = models.CharField(max_length=8, choices=Sort, default=Sort.LATEST)
    position = models.PositiveSmallIntegerField(default=0)
    # Counts changes: whoever edits an older one is told, and kept statements and counts are of one version.
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="view_of_a_person_or_a_team"),
        ]

    def __str__(self) -> str:
        return self.name
