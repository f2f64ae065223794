"""What a site loads before and after the chat is opened, and who may show it."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from channels_inbox.models import Widget
from tests.chatting import make_widget

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"
BUDGET = 15 * 1024


@pytest.fixture
def widget() -> Widget:
    made = make_widget()
    Widget.objects.filter(pk=made.pk).update(allowed_origins=[SHOP, "https://second.example"])
    made.refresh_from_db()
    return made


def shown(page: bytes) -> dict[str, Any]:
    found = re.search(rb'<script id="shown" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def test_all_that_loads_before_the_chat_opens_is_within_its_budget(client: Client, widget: Widget) -> None:
    script = client.get("/widget.js")
    looks = client.get(f"/widget/{widget.site_key}/looks/", headers={"Origin": SHOP})
    assert len(gzip.compress(script.content)) + len(gzip.compress(looks.content)) <= BUDGET
    assert "public" in script.headers["Cache-Control"]


def test_the_loader_is_kept_until_it_changes(client: Client) -> None:
    first = client.get("/widget.js")
    assert client.get("/widget.js", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_looks_are_for_pages_of_allowed_origins(client: Client, widget: Widget) -> None:
    address = f"/widget/{widget.site_key}/looks/"
    answer = client.get(address, headers={"Origin": SHOP})
    assert answer.json()["position"] == "end"
    assert answer.headers["Access-Control-Allow-Origin"] == SHOP
    assert client.get(address, headers={"Origin": "https://thief.example"}).status_code == 403
    assert client.get("/widget/nobody/looks/", headers={"Origin": SHOP}).status_code == 404


def test_only_allowed_origins_may_show_the_frame(client: Client, widget: Widget) -> None:
    policy = client.get(f"/widget/{widget.site_key}/").headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["frame-ancestors"] == f"{SHOP} https://second.example"
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"


def test_a_widget_without_origins_is_shown_nowhere(client: Client, widget: Widget) -> None:
    Widget.objects.filter(pk=widget.pk).update(allowed_origins=[])
    policy = client.get(f"/widget/{widget.site_key}/").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy


def test_the_frame_is_kept_by_nobody_and_is_the_same_for_everybody(client: Client, widget: Widget) -> None:
    page = client.get(f"/widget/{widget.site_key}/")
    assert "no-store" in page.headers["Cache-Control"]
    assert "Set-Cookie" not in page.headers
    assert "X-Frame-Options" not in page.headers
    assert page.content == Client().get(f"/widget/{widget.site_key}/").content


def test_the_frame_tells_no_secret(client: Client, widget: Widget) -> None:
    widget.secret = "a-secret-of-the-site"
    widget.save()
    page = client.get(f"/widget/{widget.site_key}/").content
    assert b"a-secret-of-the-site" not in page
    assert widget.sealed_secret.encode() not in page
    assert "calendar" not in shown(page)


def test_a_paused_widget_is_gone(client: Client, widget: Widget) -> None:
    widget.channel.paused_at = timezone.now()
    widget.channel.save()
    for path in ("", "looks/", "now/"):
        assert client.get(f"/widget/{widget.site_key}/{path}", headers={"Origin": SHOP}).status_code == 404


def test_texts_cannot_break_out_of_the_page(client: Client, widget: Widget) -> None:
    widget.settings = {"title": "</script><script>alert(1)</script>"}
    widget.save()
    page = client.get(f"/widget/{widget.site_key}/").content
    assert b"<script>alert" not in page
    assert shown(page)["title"] == "</script><script>alert(1)</script>"


@override_settings(SITE_NAME="Nordic Beans")
def test_the_frame_is_named_for_the_company(client: Client, widget: Widget) -> None:
    assert shown(client.get(f"/widget/{widget.site_key}/").content)["company"] == "Nordic Beans"


def test_the_frame_asks_little(
    client: Client, widget: Widget, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(4):
        client.get(f"/widget/{widget.site_key}/")
