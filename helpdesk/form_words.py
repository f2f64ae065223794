"""The words in which forms say what is wrong: Django's own sound like a machine's, and stand in every form.

Set on Django's classes once at the start, so that no form has to repeat them; a form's own `error_messages` still win.
These are the English ones; who reads another language gets Django's translation.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.db import models
from django.utils.functional import lazy
from django.utils.translation import get_language

ERRORS: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Please fill this in."},
    forms.BooleanField: {"required": "Please tick this."},
    forms.ChoiceField: {"required": "Please choose one.", "invalid_choice": "“%(value)s” cannot be chosen here."},
    forms.MultipleChoiceField: {
        "required": "Please choose at least one.",
        "invalid_choice": "“%(value)s” cannot be chosen here.",
    },
    forms.ModelChoiceField: {"invalid_choice": "This cannot be chosen here, or not any more."},
    forms.ModelMultipleChoiceField: {
        "required": "Please choose at least one.",
        "invalid_choice": "One of these cannot be chosen here, or not any more.",
        "invalid_pk_value": "One of these cannot be chosen here.",
    },
    forms.DateField: {"invalid": "Please enter a day, like 2026-12-31."},
    forms.TimeField: {"invalid": "Please enter a time, like 09:30."},
    forms.DateTimeField: {"invalid": "Please enter a day and a time, like 2026-12-31 09:30."},
    forms.IntegerField: {"invalid": "Please enter a whole number."},
    forms.FloatField: {"invalid": "Please enter a number."},
    forms.DecimalField: {"invalid": "Please enter a number."},
    forms.URLField: {"invalid": "Please enter a web address, like https://example.com."},
    forms.FileField: {
        "required": "Please choose a file.",
        "missing": "Please choose a file.",
        "empty": "This file is empty.",
    },
}
VALIDATORS: dict[type, str] = {
    validators.MaxLengthValidator: "At most %(limit_value)d characters fit here; these are %(show_value)d.",
    validators.MinLengthValidator: "At least %(limit_value)d characters are needed; these are %(show_value)d.",
    validators.MaxValueValidator: "At most %(limit_value)s, please.",
    validators.MinValueValidator: "At least %(limit_value)s, please.",
    validators.EmailValidator: "Please enter an email address, like name@example.com.",
    validators.URLValidator: "Please enter a web address, like https://example.com.",
    validators.RegexValidator: "This does not have the form that is needed here.",
}


def set_words() -> None:
    for field, words in ERRORS.items():
        field.default_error_messages = _reworded(field, words)
    words = {"blank": "Please fill this in.", "unique": "There is one like this already. Please choose another."}
    models.Field.default_error_messages = _reworded(models.Field, words)
    for validator, sentence in VALIDATORS.items():
        validator.message = _or_translated(sentence, validator.message)  # type: ignore[attr-defined]


def _reworded(field: type[Any], words: dict[str, str]) -> dict[str, Any]:
    known = {key: text for kind in reversed(field.__mro__) for key, text in _own(kind).items()}
    ours = {key: _or_translated(text, known.get(key, text)) for key, text in words.items()}
    return {**_own(field), **ours}


def _own(kind: type) -> dict[str, Any]:
    return dict(vars(kind).get("default_error_messages", {}))


def _choose(ours: str, theirs: Any) -> Any:
    return ours if (get_language() or "en").startswith("en") else theirs


_or_translated = lazy(_choose, str)
