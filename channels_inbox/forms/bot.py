"""Forms of a bot: its settings, one step of any kind, and a simulated chat."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Calendar, Team
from channels_inbox.bot.tree import ABOUT, CHECKS, KINDS, METHODS, OPS, OPTIONS, wrong_address
from channels_inbox.forms.outlines import SimulationForm
from channels_inbox.forms.versioned import VersionedForm
from channels_inbox.models import Bot
from channels_inbox.outlines import END, Field, Node, Tree
from helpdesk.lib.patterns import wrong_pattern
from tickets.models import CustomField

ENDS = (END, "Wait for another question")
_CHOICES = {"check": CHECKS, "about": ABOUT, "op": OPS, "method": METHODS}


class BotForm(VersionedForm):
    """What a bot is called, whether it answers, and which words bring a person."""

    name = forms.CharField(max_length=60, help_text="What people see beside its words in a chat.")
    active = forms.BooleanField(required=False, label="It greets whoever writes first")
    minds_mood = forms.BooleanField(required=False, label="Angry words bring a person")
    reads_articles = forms.BooleanField(required=False, label="It answers with articles of the help centre, too")
    silent_hours = forms.IntegerField(
        min_value=1, max_value=168, label="Hours of silence after which an answer was one"
    )
    intents = forms.CharField(
        required=False,
        max_length=4000,
        label="Subjects that bring a person at once",
        help_text="One a line: its name, a colon, and the words that name it, as “Billing dispute: charged twice”.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_intents(self) -> list[dict[str, Any]]:
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["intents"].splitlines())):
            name, _, rest = line.partition(":")
            words = [word.strip()[:80] for word in rest.split(",") if word.strip()]
            if not name.strip() or not words:
                raise forms.ValidationError(f"“{line[:60]}” needs a name, a colon and some words.")
            found.append({"name": name.strip()[:60], "words": words})
        return found


def settings_of(bot: Bot) -> dict[str, Any]:
    """Return a bot's settings as the form's first values."""
    intents = "\n".join(f"{one['name']}: {', '.join(one['words'])}" for one in bot.intents)
    names = ("name", "active", "minds_mood", "reads_articles", "silent_hours", "version")
    return {"intents": intents, **{name: getattr(bot, name) for name in names}}


class BotStepForm(VersionedForm):
    """A step as its kind asks for it. Places not chosen yet are kept empty: the draft says so until it is whole."""

    def __init__(self, *args: Any, kind: str, tree: Tree, own: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.places = [("", "Not chosen yet"), ENDS, *((n, n) for n in tree["nodes"] if n != own)]
        for field in KINDS[kind].fields:
            self.fields[field.name] = self._field(field)
        if kind == "choice":
            for n in range(1, OPTIONS + 1):
                self.fields[f"label_{n}"] = forms.CharField(max_length=80, required=False, label=f"Button {n}")
                self.fields[f"option_{n}"] = forms.ChoiceField(
                    choices=self.places, required=False, label=f"Button {n} leads to"
                )
        for drawn in self.fields.values():
            if not isinstance(drawn.widget, forms.HiddenInput):
                drawn.widget.attrs.setdefault("class", "input")

    def _field(self, field: Field) -> forms.Field:
        about: dict[str, Any] = {"label": field.label, "help_text": field.hint, "required": field.required}
        if field.kind == "node":
            return forms.ChoiceField(choices=self.places, **{**about, "required": False})
        if field.kind in _CHOICES:
            return forms.ChoiceField(choices=list(_CHOICES[field.kind].items()), **about)
        if field.kind == "number":
            return forms.IntegerField(min_value=field.least, max_value=field.most, **about)
        if field.kind == "team":
            teams = [(0, "The widget's own team"), *Team.objects.in_use().values_list("pk", "name")]
            return forms.TypedChoiceField(choices=teams, coerce=int, **about)
        if field.kind == "calendar":
            calendars = list(Calendar.objects.values_list("pk", "name"))
            return forms.TypedChoiceField(choices=calendars, coerce=int, **about)
        if field.kind == "ticket_field":
            fields = CustomField.objects.in_use().values_list("key", "label")
            return forms.ChoiceField(choices=[("", "None"), *fields], **about)
        if field.kind == "attribute":
            wrong = {"invalid": "One word of small letters, digits and _, as order."}
            return forms.RegexField(r"^[a-z][a-z0-9_]{0,39}\Z", max_length=40, error_messages=wrong, **about)
        long = field.name in {"text", "wrong"}
        widget = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput()
        return forms.CharField(max_length=field.most, widget=widget, **about)

    def clean_pattern(self) -> str:
        pattern: str = self.cleaned_data["pattern"]
        if pattern and (wrong := wrong_pattern(pattern)):
            raise forms.ValidationError(wrong)
        return pattern

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if wrong := wrong_address(url):
            raise forms.ValidationError(wrong)
        return url

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[field.name] for field in KINDS[self.kind].fields]

    @property
    def buttons(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        numbers = range(1, OPTIONS + 1) if self.kind == "choice" else ()
        return [(self[f"label_{n}"], self[f"option_{n}"]) for n in numbers]

    def node(self) -> Node:
        """Return the step the form holds."""
        given = self.cleaned_data
        node: Node = {"kind": self.kind, **{field.name: given[field.name] for field in KINDS[self.kind].fields}}
        if self.kind == "choice":
            drawn = [(given[f"label_{n}"], given[f"option_{n}"]) for n in range(1, OPTIONS + 1)]
            node["options"] = [{"label": label, "to": to} for label, to in drawn if label or to]
        return node


def written(node: Node, version: int) -> dict[str, Any]:
    """Return a step as the form's first values."""
    options: dict[str, str] = {}
    for n, option in enumerate(node.get("options", []), 1):
        options |= {f"label_{n}": option["label"], f"option_{n}": option["to"]}
    return {**node, **options, "version": version}


class ChatSimulationForm(SimulationForm):
    """A simulated chat: in which language besides, and whether calls are made."""

    language = forms.CharField(required=False, max_length=8, label="The visitor's language", help_text="As en or de.")
    send = forms.BooleanField(required=False, label="Make HTTP calls for real")
