"""Administrators set up chats for their sites: by the page, by the API, with what they typed kept."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEntry, User
from channels_inbox.models import Widget
from channels_inbox.widgets.shape import settings_of
from tests.channels_inbox.desk.conftest import signed_in
from tests.chatting import make_widget
from tickets.models import CustomField

pytestmark = pytest.mark.django_db
FORM: dict[str, Any] = {
    "name": "Shop chat",
    "allowed_origins": "https://Shop.example/\nhttp://localhost:8090",
    "colour": "#aa3311",
    "theme": "auto",
    "position": "start",
    "title": "Hello there",
    "identity": "anyone",
    "gone_after": "60",
    "missed_after": "300",
    "emoji": "on",
    "field_label": ["Your name", "Machine"],
    "field_type": ["name", "choice"],
    "field_required": ["", "yes"],
    "field_options": ["", "Duo, Pro 2"],
    "field_pattern": ["", ""],
    "field_key": ["", ""],
}


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def secret_in(page: bytes) -> str:
    found = re.search(r"wids_[\w-]+", page.decode())
    return found[0] if found else ""


def made(desk: Client, **changes: Any) -> Widget:
    answer = desk.post(reverse("agent_new_widget"), {**FORM, **changes})
    assert answer.status_code in {200, 302}, answer.context["form"].errors
    return Widget.objects.get()


def test_a_widget_is_made_with_its_channel_and_shows_its_line(desk: Client) -> None:
    widget = made(desk)
    assert (widget.channel.kind, widget.channel.name) == ("chat", "Shop chat")
    assert widget.allowed_origins == ["http://localhost:8090", "https://shop.example"]
    chosen = settings_of(widget)
    assert (chosen["colour"], chosen["position"], chosen["emoji"], chosen["files"]) == ("#aa3311", "start", True, False)
    assert [(f["key"], f["required"], f["options"]) for f in chosen["fields"]] == [
        ("name", False, []),
        ("machine", True, ["Duo", "Pro 2"]),
    ]
    page = desk.get(reverse("agent_widget", args=[widget.pk])).content.decode()
    assert f"data-site=&quot;{widget.site_key}&quot;" in page
    assert AuditEntry.objects.get(kind="widget").after["title"] == "Hello there"


@pytest.mark.parametrize(
    "origins",
    ["shop.example", "ftp://shop.example", "https://shop.example/pages", "https://*.shop.example", "https://", "*"],
)
def test_what_is_no_origin_is_refused_and_kept_as_typed(desk: Client, origins: str) -> None:
    refused = desk.post(reverse("agent_new_widget"), {**FORM, "allowed_origins": origins})
    assert refused.status_code == 422
    assert refused.context["form"].errors["allowed_origins"]
    assert origins in refused.content.decode()
    assert not Widget.objects.exists()


@pytest.mark.parametrize(
    "row",
    [
        {"field_type": ["name", "shape"]},
        {"field_options": ["", ""]},
        {"field_pattern": ["[", ""]},
        {"field_pattern": ["(a+)+", ""]},
        {"field_label": ["Machine", "Machine"], "field_type": ["text", "text"]},
        {"field_key": ["", "no_such_field"]},
        {"field_label": [f"Question {n}" for n in range(13)], "field_type": ["text"] * 13},
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_words(desk: Client, row: dict[str, Any]) -> None:
    refused = desk.post(reverse("agent_new_widget"), {**FORM, **row})
    assert refused.status_code == 422
    assert refused.context["form"].non_field_errors()
    assert [r["label"] for r in refused.context["form"].rows] == {**FORM, **row}["field_label"]


def test_who_saves_an_older_version_is_told(desk: Client) -> None:
    widget = made(desk)
    desk.post(reverse("agent_widget", args=[widget.pk]), {**FORM, "title": "Moin", "version": "1"})
    stale = desk.post(reverse("agent_widget", args=[widget.pk]), {**FORM, "title": "Hej", "version": "1"})
    assert stale.status_code == 409
    widget.refresh_from_db()
    assert settings_of(widget)["title"] == "Moin"


def test_the_secret_is_shown_once_and_told_to_nobody(desk: Client) -> None:
    answer = desk.post(reverse("agent_new_widget"), {**FORM, "identity": "signed"})
    secret = secret_in(answer.content)
    widget = Widget.objects.get()
    assert secret == widget.secret
    assert "no-store" in answer.headers["Cache-Control"]
    assert not secret_in(desk.get(reverse("agent_widget", args=[widget.pk])).content)
    assert not secret_in(json.dumps(list(AuditEntry.objects.values_list("before", "after"))).encode())
    renewed = secret_in(desk.post(reverse("agent_widget_secret", args=[widget.pk])).content)
    widget.refresh_from_db()
    assert renewed == widget.secret != secret


def test_the_preview_says_what_would_be_shown_and_changes_nothing(desk: Client) -> None:
    CustomField.objects.create(key="machine", label="Machine", kind="text")
    shown = desk.post(reverse("agent_widget_preview"), {**FORM, "title": "", "colour": "#00ff00"}).json()
    assert shown["colour"] == "#00ff00"
    # What cannot be used as it is typed is as it was.
    assert shown["title"] == settings_of(Widget())["title"]
    assert not Widget.objects.exists()


def test_the_preview_is_shown_in_our_own_pages_alone(desk: Client) -> None:
    page = desk.get(reverse("agent_widget_preview"))
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


def test_the_list_asks_as_little_for_many(desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(6):
        make_widget()
    with django_assert_max_num_queries(5):
        desk.get(reverse("agent_widgets"))
