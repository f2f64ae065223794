"""A messenger from its settings to the answer: added in the browser, written to, answered, shown as sent."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from playwright.sync_api import expect

from tests.channels_inbox.wires.playing import whatsapp
from tests.channels_inbox.wires.playing.telegram import answer
from tests.channels_inbox.wires.vendor import Vendor, playing
from tests.journeys.conftest import OpenPage
from tests.journeys.desk_page import open_ticket, said_by_customer
from tests.journeys.running import Desk, eventually

MESSAGE = Path(__file__).parents[1] / "payloads" / "telegram" / "message.json"


def write(desk: Desk, vendor: Vendor, text: str, *, number: int) -> None:
    """Let Maya write to the bot: Telegram posts where, and with the secret, it was told to."""
    told = vendor.posts("setWebhook")[-1].json
    update = json.loads(MESSAGE.read_text())
    update["update_id"] += number
    update["message"]["text"] = text
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": told["secret_token"]}
    request = urllib.request.Request(told["url"], json.dumps(update).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answered:
        assert answered.status == 200


def test_a_bot_is_added_written_to_and_answered(desk: Desk, open_page: OpenPage) -> None:
    with playing(answer) as vendor:
        priya = open_page("priya@halden.example")
        priya.goto("/agent/settings/channels/")
        priya.locator("#add").get_by_text("Telegram").click()
        priya.get_by_label("Name").fill("Our bot")
        priya.get_by_label("Bot", exact=True).fill("@halden_bot")
        priya.get_by_label("Token").fill("1234:abc")
        priya.get_by_text("Another server").click()
        priya.get_by_label("Other server address").fill(vendor.url)
        priya.get_by_role("button", name="Add channel").click()
        priya.get_by_role("button", name="Test it").click()
        expect(priya.get_by_text("Telegram posts to us")).to_be_visible()
        expect(priya.get_by_text("1234:abc")).to_have_count(0)

        ana = open_page("ana@halden.example")
        ana.goto("/agent/views/all/")
        write(desk, vendor, "The gauge of my Duo stays at 4 bar.", number=1)
        open_ticket(ana, "The gauge of my Duo stays at 4 bar.")
        expect(ana.locator(".wire", has_text="Telegram")).to_be_visible()
        ana.locator("#open_reply").click()
        ana.get_by_label("Message to the customer").fill("Bleed the pump first.")
        ana.get_by_role("button", name="Send Telegram", exact=True).click()
        sent = eventually(lambda: vendor.posts("sendMessage"), what="an answer at Telegram")
        assert sent[0].json == {"chat_id": "5550001", "text": "Bleed the pump first."}
        expect(ana.locator(".msg--agent .msg__foot", has_text="Sent")).to_be_visible()

        write(desk, vendor, "That did it, thank you.", number=2)
        expect(said_by_customer(ana, "That did it, thank you.")).to_be_visible()

        priya.goto("/agent/settings/channels/")
        expect(priya.locator(".list__row", has_text="@halden_bot")).to_contain_text("2 today")


SET_UP = """
import json
from datetime import timedelta
from django.utils import timezone
from channels_inbox.hooking import Hook
from channels_inbox.models import Channel, Conversation
from channels_inbox.processing import process_pending
from channels_inbox.registry import door
from channels_inbox.storing import store_raw
template = {{"name": "parts_sent", "language": "en", "text": "Hi {{{{1}}}}, your {{{{2}}}} is on its way.", "places": 2}}
made = Channel(kind="whatsapp", slug="whatsapp", name="WhatsApp", address="+46705550100")
made.settings = {{"base_url": "{url}", "phone_number_id": "106540352242922", "templates": [template]}}
made.secrets = {{"access_token": "x", "app_secret": "y", "verify_token": "z"}}
made.save()
for arrival in door("whatsapp").split(Hook("POST", "", {{}}, {{}}, open("{payload}", "rb").read()), made):
    store_raw(made, external_id=arrival.external_id, raw=arrival.raw)
process_pending()
while not Conversation.objects.filter(channel=made).exists():
    process_pending()
Conversation.objects.filter(channel=made).update(last_in_at=timezone.now() - timedelta(hours=25))
print(Conversation.objects.get(channel=made).ticket.number)
"""


def test_after_a_day_a_template_is_filled_in_and_sent(desk: Desk, open_page: OpenPage) -> None:
    payload = MESSAGE.parents[1] / "whatsapp" / "message.json"
    with playing(whatsapp.answer) as vendor:
        number = int(desk.run(SET_UP.format(url=vendor.url, payload=payload)))
        ana = open_page("ana@halden.example")
        ana.goto(f"/agent/tickets/{number}/")
        ana.locator("#open_reply").click()
        expect(ana.get_by_label("Message to the customer")).to_be_hidden()
        # Halden has a number at WhatsApp too, with a template of its own behind the menu of ways.
        ana.get_by_label("Text for place 1").locator("visible=true").fill("Maya")
        ana.get_by_label("Text for place 2").locator("visible=true").fill("seal kit")
        preview = ana.locator("[data-preview]").locator("visible=true")
        expect(preview).to_have_text("Hi Maya, your seal kit is on its way.")
        ana.get_by_role("button", name="Send WhatsApp", exact=True).click()
        sent = eventually(lambda: vendor.posts("/messages"), what="a template at WhatsApp")
        assert sent[0].json["template"]["name"] == "parts_sent"
        expect(ana.locator(".msg--agent .msg__text", has_text="Hi Maya, your seal kit")).to_be_visible()
