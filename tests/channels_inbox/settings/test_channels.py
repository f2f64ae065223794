"""Administrators add, test, pause and remove channels of every kind; their secrets are never shown again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import AuditEntry, User
from channels_inbox.delivering import deliver_pending
from channels_inbox.models import Channel, Inbound, Outbound
from channels_inbox.operations.channels import retire_channel
from channels_inbox.processing import process_pending
from channels_inbox.registry import SETTINGS
from channels_inbox.selectors.channel_health import channels_with_health
from helpdesk.lib.delivery import State
from tests.channels_inbox.desk.conftest import signed_in
from tests.channels_inbox.wires.conftest import post
from tests.channels_inbox.wires.playing import player
from tests.channels_inbox.wires.vendor import Asked, Told, Vendor, playing
from tests.chatting import Browser, make_widget
from tests.factories import make_answer, make_inbound, make_ticket

pytestmark = pytest.mark.django_db
FILLED: dict[str, dict[str, str]] = {
    "email": {"address": "hello@halden.example", "smtp_host": "mail.halden.example", "smtp_password": "s3cret-one"},
    "api": {},
    "telegram": {"address": "@halden_bot", "bot_token": "s3cret-one"},
    "whatsapp": {
        "address": "+46 70 555 01 00",
        "phone_number_id": "106540352242922",
        "business_account_id": "102290129340398",
        "access_token": "s3cret-one",
        "app_secret": "s3cret-two",
    },
    "messenger": {
        "account_id": "17",
        "address": "@haldencoffee",
        "access_token": "s3cret-one",
        "app_secret": "s3cret-two",
    },
    "instagram": {
        "account_id": "17",
        "address": "@haldencoffee",
        "access_token": "s3cret-one",
        "app_secret": "s3cret-two",
    },
    "sms": {"address": "+46705550100", "account_sid": "AC0001", "auth_token": "s3cret-one"},
    "phone": {"address": "+46315550100", "provider": "cti"},
}


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def vendor(settings: Any) -> Iterator[Vendor]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    with playing(lambda asked: Told.of({"ok": True})) as running:
        yield running


def newest() -> Channel | None:
    """Return the channel a test added last; the contact form is there from the start."""
    return Channel.objects.exclude(slug="contact").order_by("-pk").first()


def the_one() -> Channel:
    found = newest()
    assert found
    return found


def add(desk: Client, kind: str, **fields: str) -> Any:
    return desk.post(reverse("agent_new_channel", args=[kind]), {"name": f"Our {kind}", **FILLED[kind], **fields})


def test_every_kind_that_can_be_set_up_is_tried_here() -> None:
    assert set(FILLED) | {"web_form"} == set(SETTINGS)


@pytest.mark.parametrize("kind", sorted(FILLED))
def test_each_kind_is_added_changed_and_removed(desk: Client, kind: str) -> None:
    assert desk.get(reverse("agent_new_channel", args=[kind])).status_code == 200
    added = add(desk, kind)
    assert added.status_code in {200, 302}, added.context and added.context["form"].errors
    channel = the_one()
    page = reverse("agent_channel", args=[channel.pk])
    drawn = desk.get(page).content.decode()
    assert "s3cret" not in drawn
    values = {name: value for name, value in FILLED[kind].items() if not value.startswith("s3cret")}
    changed = desk.post(page, {**values, "name": "Renamed", "version": channel.version})
    assert changed.status_code == 302
    before = channel.secrets
    channel.refresh_from_db()
    assert (channel.name, channel.secrets, channel.version) == ("Renamed", before, 2)
    desk.post(reverse("agent_channel_retirement", args=[channel.pk]))
    channel.refresh_from_db()
    assert channel.retired_at
    assert (channel.address, channel.secrets) == ("", {})
    assert desk.get(page).status_code == 404
    # Its address is free for another.
    assert add(desk, kind).status_code in {200, 302}
    assert "s3cret" not in str(list(AuditEntry.objects.values_list("before", "after")))
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))[:3] == [
        "added",
        "changed",
        "removed",
    ]


@pytest.mark.parametrize("kind", ["telegram", "whatsapp", "messenger", "instagram", "sms"])
def test_a_channel_without_its_secrets_is_not_added(desk: Client, kind: str) -> None:
    values = {name: "" for name, value in FILLED[kind].items() if value.startswith("s3cret")}
    refused = add(desk, kind, **values)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == set(values)
    # What was typed is still there, but for what nobody may read.
    assert FILLED[kind]["address"] in refused.content.decode()
    assert newest() is None


def test_a_secret_of_ours_is_shown_once_and_can_be_renewed(desk: Client) -> None:
    shown = add(desk, "api")
    token = the_one().secrets["token"]
    assert token in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    page = reverse("agent_channel", args=[the_one().pk])
    assert token not in desk.get(page).content.decode()
    renewed = desk.post(reverse("agent_channel_secret", args=[the_one().pk])).content.decode()
    assert token not in renewed
    assert the_one().secrets["token"] in renewed


def test_a_secret_says_since_when_it_is_set(desk: Client) -> None:
    add(desk, "sms")
    page = desk.get(reverse("agent_channel", args=[the_one().pk])).content.decode()
    assert f"Set on {date_format(timezone.localdate(), 'j M Y')}. Enter another to replace it." in page


@pytest.mark.parametrize("url", ["http://127.0.0.1:6379/", "http://169.254.169.254/latest/", "https://localhost/"])
def test_x01_no_address_inside_our_network_is_taken(desk: Client, url: str) -> None:
    assert add(desk, "api", url=url).context["form"].errors["url"]
    assert add(desk, "telegram", base_url=url).context["form"].errors["base_url"]
    assert newest() is None


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 6379), ("169.254.169.254", 80), ("localhost", 25)])
def test_x04_a_mail_server_cannot_be_valkey_or_metadata(desk: Client, host: str, port: int, settings: Any) -> None:
    settings.MAIL_ANY_HOST = False
    add(desk, "email", smtp_host=host, smtp_port=str(port))
    channel = newest()
    if channel is None:
        return
    # A name is only known to be ours once it is looked up: then nothing is said to it.
    tried = desk.post(reverse("agent_channel_tests", args=[channel.pk])).content.decode()
    assert "cannot be used as a mail server" in tried


def test_the_same_name_twice_and_two_editors_at_once(desk: Client) -> None:
    add(desk, "sms")
    assert add(desk, "sms").context["form"].errors["address"] == ["Another channel has this address."]
    channel = the_one()
    values = {"address": channel.address, "account_sid": "AC0001", "version": channel.version}
    page = reverse("agent_channel", args=[channel.pk])
    assert desk.post(page, {**values, "name": "First"}).status_code == 302
    late = desk.post(page, {**values, "name": "Second"})
    assert late.status_code == 409
    assert "nothing was saved" in late.content.decode()


def test_a_test_says_in_words_what_is_wrong(desk: Client, vendor: Vendor) -> None:
    channel = player("telegram").channel(vendor.url)
    address = reverse("agent_channel_tests", args=[channel.pk])
    assert "Works" in desk.post(address).content.decode()
    told = next(asked for asked in vendor.posts("setWebhook"))
    assert told.json["url"].endswith(f"/hooks/telegram/{channel.slug}/")
    assert told.json["secret_token"] == channel.secrets["secret_token"]
    vendor.answer = lambda asked: Told.of({"ok": False, "description": "Unauthorized"}, 401)
    failed = desk.post(address).content.decode()
    assert "Telegram said: Unauthorized" in failed
    assert channel.secrets["bot_token"] not in failed
    channel.refresh_from_db()
    assert "Unauthorized" in channel.trouble
    assert "In trouble" in desk.get(reverse("agent_channels")).content.decode()


def test_x04_a_test_repeats_no_banner(desk: Client, vendor: Vendor) -> None:
    vendor.answer = lambda asked: Told(500, b"-ERR secret banner of redis 7.0.1", "text/plain")
    channel = player("sms").channel(vendor.url)
    page = desk.post(reverse("agent_channel_tests", args=[channel.pk])).content.decode()
    assert "Twilio answered 500." in page
    assert "banner" not in page


def test_a_test_of_whatsapp_brings_its_templates(desk: Client, vendor: Vendor) -> None:
    def answer(asked: Asked) -> Told:
        if not asked.path.endswith("message_templates"):
            return Told.of({"verified_name": "Halden"})
        body = {"type": "BODY", "text": "Hi {{1}}, your {{2}} is on its way."}
        good = {"name": "parts_sent", "language": "en", "status": "APPROVED", "components": [body]}
        picture = [{"type": "HEADER", "format": "IMAGE"}, body]
        others = [{**good, "status": "REJECTED", "name": "no"}, {**good, "name": "pic", "components": picture}]
        return Told.of({"data": [good, *others]})

    vendor.answer = answer
    channel = player("whatsapp").channel(vendor.url)
    assert "parts_sent" in desk.post(reverse("agent_channel_tests", args=[channel.pk])).content.decode()
    channel.refresh_from_db()
    assert [(t["name"], t["places"]) for t in channel.settings["templates"]] == [("parts_sent", 2)]


def test_a_paused_channel_keeps_what_comes_and_what_is_to_go(desk: Client, agent: User) -> None:
    channel, play = player("telegram").channel("https://api.telegram.org"), player("telegram")
    pause = reverse("agent_channel_pause", args=[channel.pk])
    desk.post(pause)
    assert post(channel, play.signed(channel, play.message("Anybody there?"))).status_code == 200
    assert process_pending() == 0
    page = desk.get(reverse("agent_channel", args=[channel.pk])).content.decode()
    assert "1 to be read, 0 to go out" in page
    assert "Paused" in desk.get(reverse("agent_channels")).content.decode()
    desk.post(pause, {"end": "1"})
    assert process_pending() == 1
    assert Inbound.objects.get().ticket


def test_a_paused_mailbox_holds_its_letters(desk: Client, agent: User) -> None:
    ticket = make_ticket()
    make_answer(ticket, by=agent)
    channel = the_one()
    desk.post(reverse("agent_channel_pause", args=[channel.pk]))
    assert deliver_pending() == 0
    desk.post(reverse("agent_channel_pause", args=[channel.pk]), {"end": "1"})
    assert Outbound.objects.get().due_at


def test_a_removed_channel_keeps_its_conversations(desk: Client, agent: User, admin: User) -> None:
    ticket = make_ticket()
    make_inbound(ticket)
    make_answer(ticket, by=agent)
    channel = the_one()
    retire_channel(channel, by=admin)
    page = unescape(desk.get(f"/agent/tickets/{ticket.number}/").content.decode())
    assert "Bleed the pump first." in page
    row = Outbound.objects.get()
    assert (row.state, row.trouble) == (State.FAILED, "The channel was removed before it went out.")
    refused = desk.post(reverse("agent_delivery_attempts", args=[row.pk]), follow=True)
    assert "This channel is gone. Answer on another one." in refused.content.decode()
    assert channel.pk not in [row.pk for row in desk.get(reverse("agent_channels")).context["rows"]]


def test_the_list_shows_health_and_what_can_be_added(desk: Client) -> None:
    play = player("telegram")
    channel = play.channel("https://api.telegram.org")
    post(channel, play.signed(channel, play.message("Hello")))
    page = desk.get(reverse("agent_channels")).content.decode()
    assert "1 today" in page
    assert "1 waiting" in page
    assert "Working" in page
    for kind in FILLED:
        assert reverse("agent_new_channel", args=[kind]) in page


@pytest.mark.parametrize("kind", ["fax", "chat", "community"])
def test_other_kinds_are_not_found(desk: Client, kind: str) -> None:
    assert desk.get(reverse("agent_new_channel", args=[kind])).status_code == 404


def test_the_address_of_the_hook_is_there_to_copy(desk: Client) -> None:
    add(desk, "whatsapp")
    page = desk.get(reverse("agent_channel", args=[the_one().pk])).content.decode()
    assert re.search(r"https?://[^<]+/hooks/whatsapp/our-whatsapp/", page)


def test_the_help_centres_form_is_one_and_stays(desk: Client) -> None:
    contact = Channel.objects.get(slug="contact")
    page = reverse("agent_channel", args=[contact.pk])
    assert desk.get(reverse("agent_new_channel", args=["web_form"])).status_code == 404
    assert desk.post(page, {"name": "Write to us", "version": contact.version}).status_code == 302
    desk.post(reverse("agent_channel_retirement", args=[contact.pk]))
    contact.refresh_from_db()
    assert (contact.name, contact.retired_at, contact.settings["acknowledge"]) == ("Write to us", None, False)


def test_chats_of_today_are_counted_at_their_widget(desk: Client) -> None:
    browser = Browser.welcomed(make_widget())
    browser.start("Hello")
    browser.start("Hello again")
    [row] = [row for row in channels_with_health() if row.kind == "chat"]
    assert (row.health.today, row.health.last_in is not None) == (2, True)
    assert "2 today" in desk.get("/agent/settings/channels/").content.decode()
