"""What people type: without the characters nobody can see, and answered in plain words."""

from __future__ import annotations

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Team, User
from tests.channels_inbox.desk.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_control_characters_are_dropped_from_what_is_typed(admin: User) -> None:
    sent = {"name": "Roast\x01ers\x7f\x85", "icon": "truck", "description": "Two\r\nlines\tand a tab\x0b", "version": 0}
    answer = signed_in(admin).post(reverse("agent_new_team"), sent)
    assert answer.status_code == 302, answer.content.decode()
    assert Team.objects.filter(name="Roasters").exists()


def test_a_search_with_control_characters_is_the_search_without(admin: User) -> None:
    page = signed_in(admin).get(reverse("agent_tag_settings"), {"q": "cra\x00ck"})
    assert page.status_code == 200
    assert 'value="crack"' in page.content.decode()


def test_what_machines_send_stays_as_it_came(client: Client) -> None:
    # Signed by its bytes: a hook that nobody knows is refused by its own door, not cleaned on the way.
    answer = client.post("/hooks/telegram/nobody/", "{}\x01", content_type="application/json")
    assert answer.status_code == 404


def test_forms_say_what_is_wrong_in_plain_words() -> None:
    class Any(forms.Form):
        name = forms.CharField(max_length=3)
        number = forms.IntegerField(min_value=2)
        when = forms.DateField()
        colour = forms.ChoiceField(choices=[("red", "Red")])
        sizes = forms.MultipleChoiceField(choices=[("s", "Small")])
        mail = forms.EmailField()
        agreed = forms.BooleanField()

    wrong = Any({"name": "long", "number": "1", "when": "soon", "colour": "blue", "mail": "me"})
    assert {name: str(errors[0]) for name, errors in wrong.errors.items()} == {
        "name": "At most 3 characters fit here; these are 4.",
        "number": "At least 2, please.",
        "when": "Please enter a day, like 2026-12-31.",
        "colour": "“blue” cannot be chosen here.",
        "sizes": "Please choose at least one.",
        "mail": "Please enter an email address, like name@example.com.",
        "agreed": "Please tick this.",
    }
    with override("de"):
        assert Any({}).errors["name"] == ["Dieses Feld ist zwingend erforderlich."]
        assert "höchstens 3 Zeichen" in Any({"name": "long"}).errors["name"][0]
    assert Any({}).errors["name"] == ["Please fill this in."]
    assert Any({}).errors["colour"] == ["Please choose one."]
