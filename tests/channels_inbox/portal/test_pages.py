from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.test import Client

from helpdesk.settings.env import env_colour
from tests.factories import make_mailbox

pytestmark = pytest.mark.django_db


def test_the_front_page_offers_only_what_there_is(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "How can we help?" in page
    assert "mailto:" not in page
    assert 'role="search"' not in page
    make_mailbox("hello@halden.example")
    assert "mailto:hello@halden.example" in client.get("/").content.decode()


def test_the_brand_is_one_property_that_browsers_keep(client: Client) -> None:
    sheet = client.get("/brand.css")
    assert sheet["Content-Type"].startswith("text/css")
    assert sheet.content.decode().startswith(":root { --brand: ")
    assert "max-age=300" in sheet["Cache-Control"]
    assert client.get("/brand.css", headers={"If-None-Match": sheet["ETag"]}).status_code == 304


@pytest.mark.parametrize("value", ["#7a4a2b", "rebeccapurple", "oklch(0.46 0.085 48)", "rgb(12 34 56 / 0.5)"])
def test_a_colour_is_taken(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BRAND_COLOUR", value)
    assert env_colour("BRAND_COLOUR", "red") == value


@pytest.mark.parametrize("value", ["red; } body { display: none", "url(//evil.example)", "#12 34", "expression(1)"])
def test_anything_else_is_refused_at_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("BRAND_COLOUR", value)
    with pytest.raises(ImproperlyConfigured):
        env_colour("BRAND_COLOUR", "red")


@pytest.mark.parametrize("page", ["/", "/contact/", "/account/login/", "/account/signup/", "/requests/find/", "/nope/"])
def test_every_page_has_a_strict_policy_and_nothing_inline(client: Client, page: str) -> None:
    answer = client.get(page)
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    body = answer.content.decode()
    assert "<style" not in body
    assert " style=" not in body
    assert " onclick=" not in body
    assert "<script>" not in body


def test_a_page_that_is_not_there_says_so_kindly(client: Client) -> None:
    answer = client.get("/nope/")
    assert answer.status_code == 404
    assert "This page is not here" in answer.content.decode()


def test_the_page_for_our_own_faults_needs_no_request_and_no_database() -> None:
    assert "Something broke on our side" in render_to_string("500.html")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "429"])
def test_every_refusal_has_a_page_in_words(name: str) -> None:
    assert "Back to help" in render_to_string(f"{name}.html", {"SITE_NAME": "Halden"})
