from __future__ import annotations

from django.db import models

from tickets.models.kinds import Category


class Status(models.Model):
    """An administrator's name for a stage of work, under one of the fixed categories."""

    name = models.CharField(max_length=60, unique=True, help_text="What agents read.")
    customer_name = models.CharField(max_length=80, help_text="What the customer reads.")
    slug = models.SlugField(max_length=60, unique=True)
    category = models.CharField(max_length=20, choices=Category)
    position = models.PositiveSmallIntegerField(default=0)
    # The one to use when the machine needs a status of this category.
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["category"],
                condition=models.Q(is_default=True),
                name="status_one_default_per_category",
            )
        ]

    def __str__(self) -> str:
        return self.name
