from __future__ import annotations

from django.db import models

from accounts.models import Team
from knowledgebase.audience import Audience, Reader


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible_to(self, user: Reader) -> CategoryQuerySet:
        """Colleagues see every category; others those that are open to them, whether anything is in them or not."""
        return self.seen_by(Audience.of(user))

    def seen_by(self, audience: Audience) -> CategoryQuerySet:
        if audience.colleague:
            return self
        reach = Category.Reach
        return self.filter(reach__in=[reach.PUBLIC, reach.SIGNED_IN] if audience.signed_in else [reach.PUBLIC])


class Category(models.Model):
    """A shelf of the knowledge base. What it allows, everything below it can only narrow."""

    class Reach(models.TextChoices):
        PUBLIC = "public", "Everyone"
        SIGNED_IN = "signed_in", "Signed-in people"
        INTERNAL = "internal", "Only colleagues"

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)
    slug = models.SlugField(max_length=80, unique=True)
    icon = models.CharField(max_length=40, default="book-open", help_text="Name of a Lucide icon.")
    visibility = models.CharField(max_length=10, choices=Reach, default=Reach.PUBLIC)
    # The strictest of its own and its ancestors' visibility; kept by operations.shelving.
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.PUBLIC, editable=False)
    # Who writes here besides administrators; empty asks the parent, and at the top allows every agent.
    writers = models.ManyToManyField(Team, blank=True, related_name="+")
    # Counts changes of it by its editors.
    version = models.PositiveIntegerField(default=1)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name()

    def name(self, locale: str = "") -> str:
        """Its name in that language, else in the first there is. Reads `names`, so prefetch them."""
        named = {n.locale: n.name for n in self.names.all()}
        return named.get(locale) or next(iter(named.values()), self.slug)


class CategoryName(models.Model):
    category = models.ForeignKey(Category, models.CASCADE, related_name="names")
    locale = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["category", "locale"], name="category_name_once")]

    def __str__(self) -> str:
        return self.name
