"""An article: its words, how it begins, where it stands, and what a reviewer decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from accounts.models import Organization, User
from channels_inbox.forms.versioned import VersionedForm
from helpdesk.lib.html.article.render import MAX_MARKDOWN
from helpdesk.lib.languages import language_name
from knowledgebase.models import Article, Category, Revision, Significance, Visibility
from knowledgebase.operations.drafting import Seen, state_of
from knowledgebase.operations.settling import Settings
from knowledgebase.operations.writing import Text
from knowledgebase.selectors.shelves import category_choices


def locale_choices() -> list[tuple[str, str]]:
    return [(locale, language_name(locale)) for locale in settings.KNOWLEDGE_LOCALES]


class TextForm(VersionedForm):
    """The words of one text, and the newest state of it that its writer saw."""

    newest = forms.RegexField(r"^\d{1,9}\.\d{1,9}\Z", widget=forms.HiddenInput)
    title = forms.CharField(max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 1}))
    summary = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 1}))
    keywords = forms.CharField(max_length=500, required=False, label="Other words people ask with")
    body = forms.CharField(
        max_length=MAX_MARKDOWN, required=False, strip=False, label="Text", widget=forms.Textarea(attrs={"rows": 20})
    )
    comment = forms.CharField(max_length=300, required=False, label="What you changed")

    @property
    def seen_state(self) -> Seen:
        number, version = self.cleaned_data["newest"].split(".")
        return int(number), int(version)

    @property
    def text(self) -> Text:
        given = self.cleaned_data
        return Text(given["title"], given["summary"], given["keywords"], given["body"])


def written(shown: Revision | None, newest: Revision | None) -> dict[str, Any]:
    """Return a text as the form's first values, with the newest state there is."""
    names = ("title", "summary", "keywords", "body")
    return {
        **{name: getattr(shown, name, "") for name in names},
        "comment": newest.comment if newest and newest.is_open else "",
        "newest": said_state(newest),
    }


def said_state(newest: Revision | None) -> str:
    return "{}.{}".format(*state_of(newest))


class NewArticleForm(VersionedForm):
    title = forms.CharField(max_length=200, help_text="Begin with what the reader wants to do.")
    category = forms.ChoiceField()
    kind = forms.ChoiceField(choices=Article.Kind, initial=Article.Kind.TEXT)
    locale = forms.ChoiceField(label="Language", help_text="The others are translated from it.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]
        self.fields["locale"].choices = locale_choices()  # type: ignore[attr-defined]


class SettingsForm(VersionedForm):
    """Where an article stands, who reads it and whose it is."""

    category = forms.ChoiceField()
    visibility = forms.ChoiceField(choices=Visibility, label="Who reads it")
    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.all(),
        required=False,
        help_text="Only for “Chosen organizations”. Hold Ctrl or ⌘ to choose several.",
    )
    owner = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Nobody")
    verify_by = forms.DateField(required=False, label="Check again", widget=forms.DateInput(attrs={"type": "date"}))
    related = forms.CharField(
        required=False,
        max_length=300,
        label="Related articles",
        help_text="Their numbers, separated by commas, as 12, 40.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()  # type: ignore[attr-defined]
        owners = User.objects.filter(is_active=True, role__in=[User.Role.ADMIN, User.Role.AGENT])
        self.fields["owner"].queryset = owners.order_by("name", "email")  # type: ignore[attr-defined]

    def clean_related(self) -> list[Article]:
        parts = [part.strip().lstrip("#") for part in self.cleaned_data["related"].split(",") if part.strip()]
        if wrong := next((part for part in parts if not part.isascii() or not part.isdigit() or len(part) > 9), ""):
            raise forms.ValidationError(f"“{wrong}” is no number of an article.")
        found = {article.pk: article for article in Article.objects.filter(pk__in=parts)}
        if missing := next((part for part in parts if int(part) not in found), ""):
            raise forms.ValidationError(f"There is no article {missing}.")
        return [found[int(part)] for part in parts]

    @property
    def settings(self) -> Settings:
        given = self.cleaned_data
        return Settings(
            category=Category.objects.get(pk=given["category"]),
            visibility=given["visibility"],
            organizations=given["organizations"],
            owner=given["owner"],
            verify_by=given["verify_by"],
            related=given["related"],
        )


def settled(article: Article) -> dict[str, Any]:
    return {
        "category": article.category_id,
        "visibility": article.visibility,
        "organizations": [organization.pk for organization in article.organizations.all()],
        "owner": article.owner_id,
        "verify_by": article.verify_by.isoformat() if article.verify_by else "",
        "related": ", ".join(str(other.pk) for other in article.related.all()),
        "version": article.version,
    }


class ApprovalForm(forms.Form):
    significance = forms.ChoiceField(choices=Significance, initial=Significance.MEDIUM, widget=forms.RadioSelect)
    ready = forms.BooleanField(required=False, initial=True, label="Translators may follow it")
    at = forms.DateTimeField(
        required=False, label="Publish at", widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    reason = forms.CharField(max_length=2000, required=False, label="A word to the writer")


class MomentForm(forms.Form):
    """A moment to come, or none."""

    at = forms.DateTimeField(required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"]
        if at is not None and at <= timezone.now():
            raise forms.ValidationError("Choose a moment to come.")
        return at
