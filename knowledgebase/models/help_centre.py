from __future__ import annotations

from decimal import Decimal

from django.db import models


class HelpCentre(models.Model):
    """How the help centre looks, and when it suggests answers. One row, made by the migration."""

    # Empty: what the installation says (BRAND_COLOUR), and the mark of the templates.
    colour = models.CharField(max_length=60, blank=True)
    logo = models.BinaryField(blank=True, default=b"")
    logo_type = models.CharField(max_length=20, blank=True)
    # The share of visitors who are shown no suggestions, so that what suggestions save can be measured.
    holdout_percent = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal("5.0"))
    suggests_in_form = models.BooleanField(default=True)
    suggests_in_widget = models.BooleanField(default=True)
    suggests_in_mail = models.BooleanField(default=True)
    # How long visits are kept.
    visit_days = models.PositiveSmallIntegerField(default=90)
    # Counts changes: whoever edits an older one is told.
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "Help centre"

    @classmethod
    def settings(cls) -> HelpCentre:
        """Return what is set, without the logo: up to 200 KB that only its own page draws."""
        return cls.objects.defer("logo").get()
