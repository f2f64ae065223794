"""Articles as JSON: readers get what is published, writers what is being written too."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from helpdesk.api.fields import Input, Line, Query, Words
from knowledgebase.models import Article, Category, Revision, Significance, Translation, Visibility
from knowledgebase.operations.drafting import state_of
from knowledgebase.operations.writing import Text


class ArticleCategorySerializer(serializers.ModelSerializer[Category]):
    names = serializers.SerializerMethodField()

    class Meta:
        model = Category
        fields = ["id", "slug", "parent_id", "icon", "reach", "names"]

    def get_names(self, category: Category) -> dict[str, str]:
        return {named.locale: named.name for named in category.names.all()}


class WithPlans:
    """Leaves what only writers are to know as null for everybody else: plans, owners, and notes within the Markdown."""

    plans: tuple[str, ...] = ()

    def to_representation(self, instance: Any) -> Any:
        shown = super().to_representation(instance)  # type: ignore[misc]
        request = self.context.get("request")  # type: ignore[attr-defined]
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and user.can_answer:
            return shown
        return {name: None if name in self.plans else value for name, value in shown.items()}


class TextSerializer(WithPlans, serializers.ModelSerializer[Translation]):
    """One text as readers see it."""

    title = serializers.CharField(source="current_revision.title", default=None)
    summary = serializers.CharField(source="current_revision.summary", default=None)
    revision = serializers.IntegerField(source="current_revision.number", default=None)
    markdown = serializers.CharField(
        source="current_revision.body", allow_null=True, default=None, help_text="Null for readers, as are the plans."
    )
    html = serializers.CharField(source="current_revision.html", default=None)
    headings = serializers.JSONField(source="current_revision.headings", default=None)
    parts = serializers.JSONField(source="current_revision.parts", default=None)
    published = serializers.BooleanField(source="is_published")
    plans = ("markdown", "publish_at", "expire_at")

    class Meta:
        model = Translation
        fields = [
            *("locale", "slug", "published", "title", "summary", "revision", "markdown", "html", "headings", "parts"),
            *("published_at", "changed_at", "publish_at", "expire_at"),
        ]


class BriefSerializer(serializers.ModelSerializer[Translation]):
    """A text in a list: without its words."""

    title = serializers.CharField(source="current_revision.title", default=None)
    published = serializers.BooleanField(source="is_published")

    class Meta:
        model = Translation
        fields = ["locale", "slug", "published", "title", "changed_at"]


class ArticleSerializer(WithPlans, serializers.ModelSerializer[Article]):
    category = serializers.SlugRelatedField[Category](slug_field="slug", read_only=True)
    translations = serializers.SerializerMethodField()
    key = serializers.CharField(read_only=True, allow_null=True, help_text="Null for readers, as are the plans.")
    plans = ("key", "owner_id", "verify_by")

    class Meta:
        model = Article
        fields = [
            *("id", "key", "category", "kind", "visibility", "audience", "source_locale", "owner_id"),
            *("verified_at", "verify_by", "archived_at", "archive_notice", "version", "translations"),
        ]

    def get_translations(self, article: Article) -> list[dict[str, Any]]:
        """Only those this person may read; the view prefetched them."""
        return BriefSerializer(article.readable, many=True).data  # type: ignore[attr-defined, return-value]


class RevisionSerializer(serializers.ModelSerializer[Revision]):
    newest = serializers.SerializerMethodField(help_text="What to give back when you save over it.")
    markdown = serializers.CharField(source="body")

    class Meta:
        model = Revision
        fields = [
            *("number", "state", "title", "summary", "keywords", "markdown", "html", "comment", "significance"),
            *("ready_for_translation", "reason", "creator_id", "edited_by_id", "reviewer_id", "reviewed_at"),
            *("created_at", "saved_at", "newest"),
        ]

    def get_newest(self, revision: Revision) -> str:
        return "{}.{}".format(*state_of(revision))


class ArticleQuery(Query):
    locale = serializers.RegexField(r"^[a-z]{2,3}(-[a-z0-9]+)?\Z", max_length=16, required=False)
    category = serializers.SlugField(max_length=80, required=False)
    kind = serializers.ChoiceField(choices=Article.Kind.choices, required=False)
    archived = serializers.BooleanField(required=False, default=False)


class TextInput(Input):
    title = Line(max_length=200)
    summary = Line(max_length=500, required=False, allow_blank=True, default="")
    keywords = Line(max_length=500, required=False, allow_blank=True, default="")
    markdown = Words(required=False, allow_blank=True, default="")

    def text(self) -> Text:
        given = self.validated_data
        return Text(given["title"], given["summary"], given["keywords"], given["markdown"])


class ArticleInput(TextInput):
    category = serializers.SlugField(max_length=80)
    locale = serializers.CharField(max_length=16)
    kind = serializers.ChoiceField(choices=Article.Kind.choices, default=Article.Kind.TEXT)
    visibility = serializers.ChoiceField(choices=Visibility.choices, default=Visibility.PUBLIC)
    organizations = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=200)


class TranslationInput(TextInput):
    locale = serializers.CharField(max_length=16)


class SettingsInput(Input):
    version = serializers.IntegerField(min_value=1)
    category = serializers.SlugField(max_length=80)
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    organizations = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=200)
    owner = serializers.IntegerField(required=False, allow_null=True)
    verify_by = serializers.DateField(required=False, allow_null=True)
    related = serializers.ListField(child=serializers.IntegerField(), required=False, max_length=50)


class SeenInput(Input):
    newest = serializers.RegexField(r"^\d{1,9}\.\d{1,9}\Z", help_text="From the revision you read; 0.0 for none.")

    def seen(self) -> tuple[int, int]:
        number, version = self.validated_data["newest"].split(".")
        return int(number), int(version)


class DraftInput(SeenInput, TextInput):
    comment = Line(max_length=300, required=False, allow_blank=True, default="")


class ApprovalInput(SeenInput):
    significance = serializers.ChoiceField(choices=Significance.choices, default=Significance.MEDIUM)
    ready_for_translation = serializers.BooleanField(default=True)
    at = serializers.DateTimeField(required=False, allow_null=True)
    reason = Words(required=False, allow_blank=True, default="", max_length=2000)


class RejectionInput(SeenInput):
    reason = Words(max_length=2000)


class MomentInput(Input):
    at = serializers.DateTimeField(required=False, allow_null=True, help_text="Left out or null: now.")
