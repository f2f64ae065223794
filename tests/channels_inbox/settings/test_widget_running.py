"""A widget is a channel like any other: it can be tried, paused, let go on and removed."""

from __future__ import annotations

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import AuditEntry, User
from channels_inbox.models import Widget
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.chatting import Browser, make_widget, new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def widget(db: None) -> Widget:
    return make_widget()


def tried(desk: Client, widget: Widget) -> dict[str, str]:
    page = desk.post(reverse("agent_widget_tests", args=[widget.pk]))
    assert page.status_code == 200
    return {check.what: check.trouble for check in page.context["tried"]}


def frame(widget: Widget) -> int:
    return Client().get(reverse("widget_frame", args=[widget.site_key])).status_code


def test_a_test_says_what_hinders_a_site_from_showing_it(desk: Client, widget: Widget) -> None:
    assert "Nobody has opened" in tried(desk, widget)["Its line in a page"]
    Browser.welcomed(widget)
    assert set(tried(desk, widget).values()) == {""}
    Widget.objects.update(allowed_origins=[])
    assert "no page may show it" in tried(desk, widget)["Sites that may show it"]


@override_settings(SITE_URL="http://desk.example")
def test_a_safe_page_cannot_load_from_a_desk_that_is_not(desk: Client, widget: Widget) -> None:
    assert "HTTPS" in tried(desk, widget)["The way from those sites to here"]


def test_a_paused_widget_is_shown_nowhere_until_it_goes_on(desk: Client, widget: Widget) -> None:
    visitor = Browser.welcomed(widget)
    address = reverse("agent_widget_pause", args=[widget.pk])
    desk.post(address)
    assert frame(widget) == 404
    assert visitor.post("conversations/", text="Anybody?", client_id=new_id()).status == 404
    assert "It is paused" in tried(desk, widget)["Its line in a page"]
    assert b"Paused since" in desk.get(reverse("agent_widget", args=[widget.pk])).content
    desk.post(address, {"end": "1"})
    assert frame(widget) == 200
    assert visitor.post("conversations/", text="Anybody?", client_id=new_id()).status == 201


def test_a_removed_widget_leaves_its_talks_and_nothing_else(desk: Client, widget: Widget) -> None:
    widget.secret = "wids_known-to-the-site"
    widget.save()
    visitor = Browser.welcomed(widget)
    visitor.post("conversations/", text="Keep this", client_id=new_id())
    assert desk.post(reverse("agent_widget_retirement", args=[widget.pk])).status_code == 302
    widget.refresh_from_db()
    assert widget.secret == ""
    assert widget.channel.conversations.get().ticket.subject == "Keep this"
    assert visitor.get("conversations/").status == 404
    assert frame(widget) == 404
    assert b"Shop chat" not in desk.get(reverse("agent_widgets"), follow=True).content.split(b"is removed")[-1]
    assert desk.get(reverse("agent_widget", args=[widget.pk])).status_code == 404
    assert AuditEntry.objects.filter(kind="channel", action="removed").exists()


def test_programs_pause_and_remove_it_too(admin: User, widget: Widget) -> None:
    api = Api(admin)
    assert api.put(f"widgets/{widget.pk}/pause/", {}).json()["paused_at"]
    assert api.delete(f"widgets/{widget.pk}/pause/").json()["paused_at"] is None
    assert api.delete(f"widgets/{widget.pk}/").status_code == 204
    assert api.get("widgets/").json() == []
