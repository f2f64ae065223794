from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.customer import Customer


class Consent(models.Model):
    """What a person said of letters we write unasked: yes, or no more. The last row counts; none is changed."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents")
    # Empty: they took a no back, and are where they were before they had said anything.
    given = models.BooleanField(null=True)
    # How we know: the proof the law asks for.
    source = models.CharField(max_length=120)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        said = {True: "Yes", False: "No more", None: "Nothing"}[self.given]
        return f"{said}, by {self.source}"
