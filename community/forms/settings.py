"""The settings of the community: its forums, what trust asks for, and what keeps spam out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Organization, Team
from community.models import CommunitySettings, Forum
from community.selectors.people import LEVELS
from community.trust.thresholds import Thresholds

SAID = {
    "basic_topics": "Topics entered",
    "basic_posts": "Posts read",
    "basic_minutes": "Minutes reading",
    "member_days": "Days visited",
    "member_given": "Votes given",
    "member_received": "Votes received",
    "member_replied": "Topics answered in",
    "member_topics": "Topics entered",
    "member_posts": "Posts read",
    "member_minutes": "Minutes reading",
    "regular_days_share": "Percent of days visited",
    "regular_replied": "Topics answered in",
    "regular_topics_share": "Percent of topics entered",
    "regular_topics_cap": "But no more than",
    "regular_posts_share": "Percent of posts read",
    "regular_posts_cap": "But no more than",
    "regular_given": "Votes given",
    "regular_received": "Votes received",
    "regular_flags": "Posts removed, at most",
    "regular_topics_ever": "Topics entered ever",
    "regular_posts_ever": "Posts read ever",
}


class Styled(forms.Form):
    """A form of the settings, with the version its editor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "input")

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0


class SettingsForm(Styled):
    holds_first = forms.BooleanField(label="The first words of somebody new wait for a moderator", required=False)
    blocked_words = forms.CharField(
        label="Words",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line.",
    )
    blocked_domains = forms.CharField(
        label="Domains",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line, as in cheap.example; names below it are meant too.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in SAID.items():
            number = forms.NumberInput(attrs={"class": "input"})
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=1_000_000, widget=number)

    def of(self, level: str) -> list[forms.BoundField]:
        return [self[name] for name in SAID if name.startswith(level)]

    @property
    def levels(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Return each level's name, a sentence about it, and what it asks for."""
        late = "Of the last hundred days, but for the last two. Two weeks below nine tenths of one lose it again."
        return [
            ("Basic", "Writes without the limits of who is new, and reports posts.", self.of("basic_")),
            ("Member", "Reads forums that ask for it.", self.of("member_")),
            ("Regular", f"Gives topics other titles and moves them. {late}", self.of("regular_")),
        ]

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds.of({name: self.cleaned_data[name] for name in SAID})


def written(row: CommunitySettings) -> dict[str, Any]:
    """Return the settings as the form's first values."""
    names = ("version", "holds_first", "blocked_words", "blocked_domains")
    return {**asdict(Thresholds.of(row.thresholds)), **{name: getattr(row, name) for name in names}}


class ForumForm(Styled):
    name = forms.CharField(max_length=80, error_messages={"required": "Give it a name."})
    description = forms.CharField(max_length=300, required=False, help_text="One line below the name.")
    icon = forms.SlugField(max_length=40, initial="messages-square", help_text="Name of a Lucide icon.")
    kind = forms.ChoiceField(choices=Forum.Kind.choices)
    parent = forms.ModelChoiceField(Forum.objects.all(), required=False, label="Stands in", empty_label="Nothing")
    visibility = forms.ChoiceField(choices=Forum.Visibility.choices, label="Who reads it")
    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.all(), required=False, help_text="For “people of chosen organizations”."
    )
    trust_to_read = forms.TypedChoiceField(choices=list(enumerate(LEVELS)), coerce=int, label="Trust to read")
    trust_to_write = forms.TypedChoiceField(choices=list(enumerate(LEVELS)), coerce=int, label="Trust to begin topics")
    author_accepts = forms.BooleanField(label="Who asked says what solved it", required=False, initial=True)
    answer_hours = forms.IntegerField(
        label="Hours without an answer",
        required=False,
        min_value=1,
        max_value=24 * 90,
        widget=forms.NumberInput(),
        help_text="After so long somebody is told. Empty for never.",
    )
    answer_team = forms.ModelChoiceField(
        Team.objects.in_use(),
        required=False,
        label="Who is told",
        empty_label="Everybody who answers",
    )
    enters_inbox = forms.BooleanField(label="It comes into the inbox as a ticket, too", required=False)
    archived = forms.BooleanField(label="Put away: readable, but nothing new", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("visibility") == Forum.Visibility.ORGANIZATIONS and not data.get("organizations"):
            self.add_error("organizations", "Choose at least one: else only colleagues would read it.")
        return data

    def apply(self, forum: Forum) -> Forum:
        """Give a forum what the form holds."""
        data = self.cleaned_data
        for name in ("name", "description", "icon", "kind", "parent", "visibility", "trust_to_read", "trust_to_write"):
            setattr(forum, name, data[name])
        forum.author_accepts = data["author_accepts"]
        forum.answer_hours, forum.answer_team = data["answer_hours"], data["answer_team"]
        forum.enters_inbox = data["enters_inbox"]
        if data["archived"] != (forum.archived_at is not None):
            forum.archived_at = timezone.now() if data["archived"] else None
        return forum


def forum_written(forum: Forum) -> dict[str, Any]:
    names = ("name", "description", "icon", "kind", "visibility", "trust_to_read", "trust_to_write", "author_accepts")
    more = ("answer_hours", "answer_team", "enters_inbox", "version")
    values = {name: getattr(forum, name) for name in (*names, *more)}
    return {
        **values,
        "parent": forum.parent_id,
        "organizations": [one.pk for one in forum.organizations.all()] if forum.pk else [],
        "archived": forum.archived_at is not None,
    }
