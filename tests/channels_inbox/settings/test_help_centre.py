"""Administrators give the help centre its looks, and say when it suggests answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from knowledgebase.models import HelpCentre
from knowledgebase.operations.branding import LOGO_BYTES
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 60


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def url() -> str:
    return reverse("agent_help_centre")


def form(**changes: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "colour": "",
        "suggests_in_form": "on",
        "suggests_in_widget": "on",
        "suggests_in_mail": "on",
        "holdout_percent": "5.0",
        "visit_days": "90",
        **changes,
    }


def picture(content: bytes, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def test_what_is_saved_is_shown_again_written_down_and_seen_by_visitors(desk: Client, url: str, client: Client) -> None:
    sent = form(colour="#0055aa", holdout_percent="12.5", logo=picture(PNG))
    del sent["suggests_in_mail"]
    assert desk.post(url, sent).status_code == 302
    centre = HelpCentre.objects.get()
    assert (centre.colour, str(centre.holdout_percent), centre.suggests_in_mail) == ("#0055aa", "12.5", False)
    assert 'value="#0055aa"' in desk.get(url).content.decode()
    assert AuditEntry.objects.get(kind="helpcentre").after["colour"] == "#0055aa"
    sheet = client.get("/brand.css").content.decode()
    assert sheet.startswith(":root { --brand: #0055aa; }")
    assert 'url("/brand/logo/2")' not in sheet
    assert 'url("/brand/logo/2/")' in sheet
    logo = client.get("/brand/logo/2/")
    assert (logo.content, logo["Content-Type"]) == (PNG, "image/png")
    assert logo["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "31536000" in logo["Cache-Control"]


def test_a_logo_stays_until_it_is_taken_away(desk: Client, url: str, client: Client) -> None:
    assert client.get("/brand/logo/1/").status_code == 404
    desk.post(url, form(logo=picture(PNG)))
    desk.post(url, form(version=2, colour="#123456"))
    assert bytes(HelpCentre.objects.get().logo) == PNG
    desk.post(url, form(version=3, remove_logo="on"))
    assert client.get("/brand/logo/4/").status_code == 404
    assert "logo" not in client.get("/brand.css").content.decode().replace("__logo", "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"colour": "red; } body { display: none"}, "Write a colour"),
        ({"colour": "url(//evil.example)"}, "Write a colour"),
        ({"holdout_percent": "60"}, "20"),
        ({"holdout_percent": "-1"}, "0"),
        ({"visit_days": "1"}, "7"),
        ({"visit_days": "x"}, "whole number"),
    ],
)
def test_what_cannot_be_is_said_beside_its_cause_and_nothing_is_saved(
    desk: Client, url: str, changes: dict[str, str], words: str
) -> None:
    page = desk.post(url, form(**changes))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert HelpCentre.objects.get().version == 1


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a" + b"0" * 20,
        b"RIFF0000WAVE",
        PNG + b"0" * LOGO_BYTES,
    ],
)
def test_a_logo_that_could_run_or_is_too_large_is_refused(desk: Client, url: str, content: bytes) -> None:
    page = desk.post(url, form(logo=picture(content)))
    assert page.status_code == 422
    assert "Choose a" in page.content.decode()
    assert not HelpCentre.objects.get().logo


def test_two_who_change_it_at_once_hear_of_each_other(desk: Client, url: str) -> None:
    desk.post(url, form(colour="#0055aa"))
    late = desk.post(url, form(colour="#aa5500"))
    assert late.status_code == 409
    assert "#0055aa" in late.content.decode()
    assert 'value="#aa5500"' in late.content.decode()


def test_programs_read_it_and_administrators_change_it(admin: User, agent: User, customer: User) -> None:
    path = "help-centre/"
    assert Api(customer).get(path).status_code == 403
    assert Api(agent).get(path).json()["holdout_percent"] == "5.0"
    assert Api(agent).patch(path, {"version": 1, "colour": "#0055aa"}).status_code == 403
    changed = Api(admin).patch(path, {"version": 1, "colour": "#0055aa"})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert Api(admin).patch(path, {"version": 1, "colour": "#aa5500"}).status_code == 409
    assert Api(admin).patch(path, {"version": 2, "colour": "url(x)"}).status_code == 400
    assert Api(admin).patch(path, {"version": 2, "colours": "red"}).status_code == 400
