from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Organization
from knowledgebase.audience import Audience, Reader
from knowledgebase.models.category import Category
from knowledgebase.models.visibility import Visibility


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: Reader) -> ArticleQuerySet:
        """Those who write see every article; others what is published in some language, as its audience allows.

        Light agents read what is internal; a customer what is public, for signed-in people, or for their
        organization. `AnonymousUser` is allowed.
        """
        return self.seen_by(Audience.of(user))

    def seen_by(self, audience: Audience) -> ArticleQuerySet:
        """The same for an audience that is no person: what a preview asks."""
        if audience.writes:
            return self
        from knowledgebase.models.translation import Translation

        live = Translation.objects.published().filter(article=OuterRef("pk"))
        return self.filter(readable_by(audience), Exists(live))

    def current(self) -> ArticleQuerySet:
        """Leave out what is archived: it stays readable, and leaves lists and search."""
        return self.filter(archived_at=None)


def readable_by(audience: Audience, path: str = "") -> Q:
    """Return the condition on an article's audience; `path` leads to the article, as "article__"."""
    if audience.colleague:
        return Q()
    if not audience.signed_in:
        return Q(**{f"{path}audience": Visibility.PUBLIC})
    chosen = Article.organizations.through.objects.filter(organization__in=audience.organizations)
    return Q(**{f"{path}audience__in": [Visibility.PUBLIC, Visibility.SIGNED_IN]}) | Q(
        **{f"{path}audience": Visibility.ORGANIZATIONS, f"{path}pk__in": chosen.values("article")}
    )


class Article(models.Model):
    """One answer in whatever languages: what does not depend on the language."""

    class Kind(models.TextChoices):
        TEXT = "text", "Article"
        FAQ = "faq", "Questions and answers"
        GUIDE = "guide", "Step-by-step guide"

    # What an import knows it by; none for what was written here.
    key = models.SlugField(max_length=120, null=True, blank=True, unique=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="articles")
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.TEXT)
    visibility = models.CharField(max_length=13, choices=Visibility, default=Visibility.PUBLIC)
    organizations = models.ManyToManyField(Organization, blank=True, related_name="+")
    # The stricter of its visibility and its category's reach; kept by the operations, read by every query.
    audience = models.CharField(max_length=13, choices=Visibility, default=Visibility.PUBLIC, editable=False)
    source_locale = models.CharField(max_length=16)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verify_by = models.DateField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    archive_notice = models.CharField(max_length=300, blank=True)
    related = models.ManyToManyField("self", blank=True)
    # Counts changes of its settings.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    # When anything of it was last worked on: the order of the authors' list.
    touched_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = ArticleQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["verify_by"], condition=Q(verify_by__isnull=False, archived_at=None), name="article_verify"
            ),
            models.Index(fields=["-touched_at", "-id"], name="article_latest"),
            models.Index(fields=["category", "-touched_at", "-id"], name="article_latest_of_category"),
        ]

    def __str__(self) -> str:
        return f"Article {self.pk}"
