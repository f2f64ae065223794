from __future__ import annotations

from django import forms

from community.models import Profile


class PresentationForm(forms.Form):
    """What others see of somebody."""

    about = forms.CharField(
        label="A few words about you",
        required=False,
        max_length=80,
        help_text="Stands beside your name: your café, your machine.",
        widget=forms.TextInput(attrs={"class": "input"}),
    )
    name_shown = forms.ChoiceField(label="Shown as", choices=Profile.NameShown.choices, widget=forms.RadioSelect)
    seen_by = forms.ChoiceField(
        label="Who may open your page", choices=Profile.SeenBy.choices, widget=forms.RadioSelect
    )
    hides_activity = forms.BooleanField(
        label="Leave out the lists of what I wrote, and what I did for others", required=False
    )
    shows_organization = forms.BooleanField(label="Show which organization I belong to", required=False)
