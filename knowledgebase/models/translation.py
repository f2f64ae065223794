from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from knowledgebase.audience import Audience, Reader
from knowledgebase.models.article import Article, readable_by


class TranslationQuerySet(models.QuerySet["Translation"]):
    def published(self) -> TranslationQuerySet:
        """What has an approved text out and has not expired; archived articles too, which stay readable."""
        return self.filter(Q(expire_at=None) | Q(expire_at__gt=Now()), current_revision__isnull=False)

    def visible_to(self, user: Reader) -> TranslationQuerySet:
        """Those who write see all, drafts too; others what is published and meant for them (see Article)."""
        return self.seen_by(Audience.of(user))

    def seen_by(self, audience: Audience) -> TranslationQuerySet:
        return self if audience.writes else self.published().filter(readable_by(audience, "article__"))

    def searchable(self) -> TranslationQuerySet:
        """Leave out archived articles: they stay readable, and leave lists and search."""
        return self.filter(article__archived_at=None)


class Translation(models.Model):
    """An article in one language, that of its source included. Readers see `current_revision`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="translations")
    locale = models.CharField(max_length=16)
    slug = models.SlugField(max_length=120)
    current_revision = models.ForeignKey(
        "knowledgebase.Revision", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # When it first came out and when the text last changed; for feeds and search engines.
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    # The next moments something is due; a beat works them off and empties them (operations.publishing).
    publish_at = models.DateTimeField(null=True, blank=True)
    expire_at = models.DateTimeField(null=True, blank=True)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "locale"], name="translation_once"),
            models.UniqueConstraint(fields=["locale", "slug"], name="translation_address"),
        ]
        indexes = [
            models.Index(fields=["publish_at"], condition=Q(publish_at__isnull=False), name="translation_to_publish"),
            models.Index(fields=["expire_at"], condition=Q(expire_at__isnull=False), name="translation_to_expire"),
        ]

    def __str__(self) -> str:
        return f"{self.locale}/{self.slug}"

    def get_absolute_url(self) -> str:
        """Return its address in the help centre."""
        return reverse("help_article", args=[self.locale, self.slug])

    @property
    def is_published(self) -> bool:
        return self.current_revision_id is not None and (self.expire_at is None or self.expire_at > timezone.now())

    @property
    def is_source(self) -> bool:
        """Whether the others are translated from this one. Reads `article`."""
        return self.locale == self.article.source_locale


class OldSlug(models.Model):
    """An address a translation had before it was renamed: it leads to the new one for good."""

    locale = models.CharField(max_length=16)
    slug = models.SlugField(max_length=120)
    translation = models.ForeignKey(Translation, models.CASCADE, related_name="old_slugs")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["locale", "slug"], name="old_slug_once")]

    def __str__(self) -> str:
        return f"{self.locale}/{self.slug}"
