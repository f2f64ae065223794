from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class Faq(models.Model):
    """A question people ask again and again, and what we answer."""

    answer = models.TextField()
    # As visitors' browsers name it, without a region: "de". Empty is for everybody.
    language = models.CharField(max_length=8, blank=True)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        first = next(iter(self.wordings.all()), None)
        return first.text if first else f"Question {self.pk}"


class FaqWording(models.Model):
    """One way to ask it; the first is its title."""

    faq = models.ForeignKey(Faq, models.CASCADE, related_name="wordings")
    text = models.CharField(max_length=200)
    # Small letters and single spaces, without marks: what is compared.
    plain = models.CharField(max_length=200, db_index=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["faq", "position"]
        indexes = [GinIndex(OpClass("plain", name="gin_trgm_ops"), name="faq_wording_like")]

    def __str__(self) -> str:
        return self.text
