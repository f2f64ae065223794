"""A message with all that says who sees it when."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms

from accounts.models import Organization
from channels_inbox.forms.versioned import VersionedForm
from knowledgebase.models import Announcement

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_PLAIN = (
    *("title", "body", "kind", "action", "action_label", "action_url", "in_widget", "in_help", "visitors", "delay"),
    *("signed_in", "starts_at", "ends_at", "frequency", "every_days", "priority", "holdout", "goal"),
)
_AT = {"type": "datetime-local"}


def _moment(label: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs=_AT, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        required=False, label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M"], validators=[_in_our_time]
    )


def _in_our_time(moment: datetime) -> None:
    """Refuse what no calendar can count with in every zone."""
    if not 2000 <= moment.year < 2100:
        raise forms.ValidationError("Choose a day between 2000 and 2099.")


def _number(label: str, least: int, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


class AnnouncementForm(VersionedForm):
    title = forms.CharField(max_length=80)
    body = forms.CharField(
        max_length=2000,
        required=False,
        label="Words",
        help_text="A few sentences. The list of news shows bold, links and lists; messages show the words.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(choices=Announcement.Kind, label="How it looks")
    action = forms.ChoiceField(choices=Announcement.Action, required=False, label="Its button does")
    action_label = forms.CharField(max_length=40, required=False, label="On the button")
    action_url = forms.CharField(max_length=500, required=False, label="Where it leads")
    in_widget = forms.BooleanField(required=False, label="On sites with our chat")
    in_help = forms.BooleanField(required=False, label="In the help centre")
    pages = forms.CharField(
        max_length=2000,
        required=False,
        label="On these pages",
        help_text="Paths, one a line; * stands for anything, as in /cart*. Empty is every page.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    languages = forms.CharField(
        max_length=200,
        required=False,
        label="For these languages",
        help_text="As en, de or pt-BR. Empty is every language.",
    )
    visitors = forms.ChoiceField(choices=Announcement.Visitors, required=False, label="For whom")
    signed_in = forms.BooleanField(required=False, label="Only for people who are signed in")
    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.order_by("name"), required=False, label="Only for these organizations"
    )
    attributes = forms.CharField(
        max_length=2000,
        required=False,
        label="Only for whom your site says so",
        help_text="One a line, as in plan = pro. Your site’s server signs it with the identity.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    delay = _number("Seconds on the page before it comes", 0, 3600, initial=0)
    starts_at = _moment("From")
    ends_at = _moment("Until")
    frequency = forms.ChoiceField(choices=Announcement.Frequency, label="How often")
    every_days = _number("After so many days", 1, 365, initial=7)
    priority = _number("Weight", 0, 9, initial=5, help_text="Of several, the heaviest comes first.")
    holdout = _number(
        *("Kept from so many percent", 0, 50),
        initial=0,
        help_text="They do not see it, so that you learn what it changes.",
    )
    goal = forms.CharField(
        max_length=200, required=False, label="The page it wants people on", help_text="A path; * stands for anything."
    )

    def clean_pages(self) -> list[str]:
        found = _lines(self.cleaned_data["pages"])
        _require_paths(found)
        return found

    def clean_goal(self) -> str:
        goal: str = self.cleaned_data["goal"].strip()
        _require_paths([goal] if goal else [])
        return goal

    def clean_languages(self) -> list[str]:
        found = list(dict.fromkeys(self.cleaned_data["languages"].replace(",", " ").split()))
        if wrong := next((one for one in found if not _LANGUAGE.fullmatch(one) or len(one) > 10), ""):
            raise forms.ValidationError(f"“{wrong}” is no language: write en, de or pt-BR.")
        return found

    def clean_attributes(self) -> dict[str, str]:
        pairs = [line.partition("=") for line in _lines(self.cleaned_data["attributes"])]
        if any(not name.strip() or not value.strip() for name, _, value in pairs):
            raise forms.ValidationError("Write a name, = and a value, as in plan = pro.")
        return {name.strip(): value.strip() for name, _, value in pairs}

    def apply(self, announcement: Announcement) -> Announcement:
        """Set what was typed, unsaved."""
        for name in (*_PLAIN, "pages", "languages", "attributes"):
            setattr(announcement, name, self.cleaned_data[name])
        return announcement


def written(announcement: Announcement) -> dict[str, Any]:
    """Return an announcement as its form shows it."""
    return {
        **{name: getattr(announcement, name) for name in (*_PLAIN, "version")},
        "pages": "\n".join(announcement.pages),
        "languages": " ".join(announcement.languages),
        "attributes": "\n".join(f"{name} = {value}" for name, value in announcement.attributes.items()),
        "organizations": list(announcement.organizations.all()) if announcement.pk else [],
    }


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _require_paths(found: list[str]) -> None:
    for one in found:
        if not one.startswith(("/", "*")) or len(one) > 200 or any(c.isspace() for c in one):
            raise forms.ValidationError(f"“{one[:60]}” is no path: begin with / or *.")
