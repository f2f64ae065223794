from __future__ import annotations

from django.conf import settings
from django.db import models


class Visit(models.Model):
    """One thing somebody did in search of an answer. Rows are only ever added, and go after a while.

    `visitor` tells visits of one person apart and names nobody (`knowledgebase.visitors`). A `suggested` row with
    `holdout` is a suggestion we were sure of and kept back: what such visitors do is what others are compared with.
    """

    class Kind(models.TextChoices):
        SEARCHED = "searched", "Searched"
        SUGGESTED = "suggested", "Was suggested an answer"
        VIEWED = "viewed", "Read an answer"
        VOTED = "voted", "Said whether it helped"
        SOLVED = "solved", "Said it solved their problem"
        CONTACTED = "contacted", "Asked us"

    class Place(models.TextChoices):
        HELP = "help", "Help centre"
        FORM = "form", "Request form"
        WIDGET = "widget", "Chat widget"
        MAIL = "mail", "Acknowledgement"

    visitor = models.CharField(max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    place = models.CharField(max_length=6, choices=Place, default=Place.HELP)
    locale = models.CharField(max_length=16, blank=True)
    # What was read, suggested, or solved it; none for a search or a contact.
    translation = models.ForeignKey(
        "knowledgebase.Translation", models.CASCADE, null=True, blank=True, related_name="visits"
    )
    # The words of the search or the question, briefly, without addresses and long numbers.
    query = models.CharField(max_length=200, blank=True)
    # How many answers a search found.
    found = models.PositiveSmallIntegerField(null=True, blank=True)
    holdout = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="visit_at"),
            models.Index(fields=["visitor", "at"], name="visit_of_visitor"),
            models.Index(fields=["translation", "kind", "at"], name="visit_of_translation"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"
