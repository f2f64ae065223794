"""A reach-out: what it waits for, whom it is for, and its words in each language of the help centre."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings

from accounts.models import Organization
from channels_inbox.forms.versioned import VersionedForm
from channels_inbox.models import Channel, ReachOut
from channels_inbox.reaching_out.audience import read_condition
from helpdesk.lib.durations import parse_duration, say_duration

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")
_PLAIN = ("name", "happening", "way", "purpose", "channel", "languages", "conditions", "rest_days")
_TIME = {"type": "time"}


class ReachOutForm(VersionedForm):
    name = forms.CharField(max_length=80, help_text="For you; its readers never see it.")
    happening = forms.CharField(
        max_length=60,
        label="What happened",
        help_text="ticket.solved, or a name your programs send, like booking.made.",
    )
    delay = forms.CharField(label="How long", max_length=30, help_text="Like 3 days or 12 h.")
    before = forms.ChoiceField(
        choices=[("", "After it"), ("before", "Before it")], required=False, label="After or before"
    )
    way = forms.ChoiceField(choices=ReachOut.Way, label="How they get it")
    channel = forms.ModelChoiceField(
        Channel.objects.filter(kind="email", retired_at=None).order_by("pk"),
        required=False,
        label="From",
        empty_label="The oldest mailbox",
        help_text="About a ticket it always goes on in the ticket’s own thread.",
    )
    purpose = forms.ChoiceField(
        choices=ReachOut.Purpose,
        help_text="Who wants no more gets neither.",
    )
    organizations = forms.ModelMultipleChoiceField(
        Organization.objects.order_by("name"), required=False, label="Only for these organizations"
    )
    languages = forms.CharField(
        max_length=200,
        required=False,
        label="For these languages",
        help_text="As en, de or pt-BR. Empty is every language.",
    )
    conditions = forms.CharField(
        max_length=2000,
        required=False,
        label="Only when the event says",
        help_text="One a line, like room = suite, nights > 2 or tags != spam. All of them must hold.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    quiet_from = forms.TimeField(label="Quiet from", widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))
    quiet_until = forms.TimeField(
        label="Until",
        widget=forms.TimeInput(attrs=_TIME, format="%H:%M"),
        help_text="Where the customer is. What falls due then comes in the morning.",
    )
    rest_days = forms.IntegerField(
        label="At most once in so many days",
        min_value=0,
        max_value=365,
        help_text="For one person. 0 is every time.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, locale in enumerate(settings.KNOWLEDGE_LOCALES):
            attrs = {"class": "input", "lang": locale}
            self.fields[f"subject_{locale}"] = forms.CharField(
                max_length=150, required=not place, label="Subject", widget=forms.TextInput(attrs=attrs)
            )
            self.fields[f"body_{locale}"] = forms.CharField(
                max_length=5000, required=not place, label="Words", widget=forms.Textarea(attrs={"rows": 7, **attrs})
            )

    @property
    def text_fields(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return (language, subject, body), the first language first."""
        return [(one, self[f"subject_{one}"], self[f"body_{one}"]) for one in settings.KNOWLEDGE_LOCALES]

    def clean_happening(self) -> str:
        return str(self.cleaned_data["happening"]).strip()

    def clean_delay(self) -> int:
        try:
            return parse_duration(self.cleaned_data["delay"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_languages(self) -> list[str]:
        found = list(dict.fromkeys(self.cleaned_data["languages"].replace(",", " ").split()))
        if wrong := next((one for one in found if not _LANGUAGE.fullmatch(one) or len(one) > 10), ""):
            raise forms.ValidationError(f"“{wrong}” is no language: write en, de or pt-BR.")
        return found

    def clean_conditions(self) -> list[list[str]]:
        try:
            return [read_condition(line) for line in self.cleaned_data["conditions"].splitlines() if line.strip()]
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def apply(self, reach_out: ReachOut) -> ReachOut:
        """Set what was typed, unsaved."""
        data = self.cleaned_data
        for name in (*_PLAIN, "quiet_from", "quiet_until"):
            setattr(reach_out, name, data[name])
        reach_out.delay_seconds = -data["delay"] if data["before"] else data["delay"]
        reach_out.texts = self.texts
        return reach_out

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """Return the words as typed, without languages nobody wrote in."""
        said = {
            one: {part: self.cleaned_data.get(f"{part}_{one}", "").strip() for part in ("subject", "body")}
            for one in settings.KNOWLEDGE_LOCALES
        }
        return {one: text for one, text in said.items() if any(text.values())}


def written(reach_out: ReachOut) -> dict[str, Any]:
    """Return a reach-out as its form shows it."""
    texts = {
        f"{part}_{locale}": text.get(part, "")
        for locale, text in reach_out.texts.items()
        for part in ("subject", "body")
    }
    seconds = reach_out.delay_seconds if reach_out.pk else 3 * 86_400
    return {
        **{name: getattr(reach_out, name) for name in ("version", *_PLAIN)},
        "quiet_from": f"{reach_out.quiet_from:%H:%M}",
        "quiet_until": f"{reach_out.quiet_until:%H:%M}",
        "delay": say_duration(abs(seconds)),
        "before": "before" if seconds < 0 else "",
        "languages": " ".join(reach_out.languages),
        "conditions": "\n".join(" ".join(one) for one in reach_out.conditions),
        "organizations": list(reach_out.organizations.all()) if reach_out.pk else [],
        **texts,
    }
