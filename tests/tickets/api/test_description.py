"""The OpenAPI description and the page that shows it."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from tests.api import Api

pytestmark = pytest.mark.django_db
PARTS = [
    f"{app}.api.urls" for app in ("accounts", "knowledgebase", "tickets", "community", "channels_inbox", "insights")
]


def test_the_description_is_valid_and_complete(capfd: pytest.CaptureFixture[str]) -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    assert capfd.readouterr().err == ""
    validate_schema(schema)
    addresses = {
        "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(route.pattern))
        for part in PARTS
        for route in get_resolver(part).url_patterns
    }
    assert {re.sub(r"{\w+}", "{}", p) for p in schema["paths"]} == {re.sub(r"{\w+}", "{}", p) for p in addresses}
    assert "Problem" in schema["components"]["schemas"]


def test_it_is_served() -> None:
    assert Api().get("schema/").status_code == 200


def test_the_page_needs_nothing_the_content_policy_forbids() -> None:
    answer = Client().get("/api/v1/docs/")
    page = answer.content.decode()
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    for address in re.findall(r'(?:src|href)="/static/([^"?]+)', page):
        assert finders.find(address), address
    script = re.search(r'<script src="(/api/v1/docs/[^"]+)"', page)
    assert script
    assert Client().get(script[1].replace("&amp;", "&")).status_code == 200


def test_the_bare_address_leads_to_the_description() -> None:
    assert Client().get("/api/v1/").headers["Location"] == "/api/v1/docs/"
