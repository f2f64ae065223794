"""A menu is changed, tried and put into force; a simulated call becomes a ticket with its recording to hear."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.looking import complaints
from tests.journeys.running import Desk

PRIYA = "priya@halden.example"


def open_menu(page: Page) -> None:
    page.goto("/agent/settings/phone/")
    page.get_by_role("link", name="Halden Telephone").click()
    expect(page.get_by_role("heading", name="What callers hear")).to_be_visible()


def choose(page: Page, step: str, **values: str) -> None:
    page.get_by_role("link", name=f"Edit {step}", exact=True).click()
    for label, value in values.items():
        page.get_by_label(label.replace("_", " "), exact=True).select_option(value)
    page.get_by_role("button", name="Save step").click()


def test_a_call_through_the_simulator_becomes_a_ticket_with_its_recording(open_page: OpenPage) -> None:
    page = open_page(PRIYA)
    open_menu(page)
    assert complaints(page) == []
    # Round the clock, so that this does not depend on when it runs.
    choose(page, "hours", While_it_is_closed="welcome")
    expect(page.get_by_text("closed: Nothing leads here.")).to_be_visible()
    page.get_by_role("link", name="closed", exact=True).first.click()
    assert complaints(page) == []
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Put into force").click()
    expect(page.get_by_text(re.compile(r"Version \d+ is in force"))).to_be_visible()

    page.get_by_role("link", name="Try it").click()
    expect(page.get_by_text("For your machine, press 1.", exact=False)).to_be_visible()
    assert complaints(page) == []
    page.get_by_role("button", name="2", exact=True).click()
    page.get_by_label("Order number").fill("48213")
    page.get_by_role("button", name="Key in").click()
    expect(page.get_by_text("Order number: 48213")).to_be_visible()
    page.get_by_role("button", name="Somebody answers").click()
    expect(page.get_by_text("The call is over.")).to_be_visible()
    page.get_by_role("button", name="Make this call").click()

    page.wait_for_url(re.compile(r"/agent/tickets/\d+/"))
    expect(page.get_by_text("Order number: 48213")).to_be_visible()
    expect(page.get_by_text("Answered the phone.", exact=True)).to_be_visible()
    expect(page.get_by_text("The call is over:", exact=False)).to_be_visible()
    # A worker fetches the sound, and the page hears of it.
    sound = page.locator("audio")
    expect(sound).to_be_visible(timeout=30_000)
    length = sound.evaluate(
        "audio => new Promise((done) => { audio.onloadedmetadata = () => done(audio.duration); audio.load(); })"
    )
    assert 5 < length < 7

    page.goto("/agent/calls/?show=all")
    expect(page.locator("li.callrow").first).to_contain_text("Completed")
    assert complaints(page) == []


def test_a_ringing_call_pops_up_in_every_window_until_somebody_has_it(open_page: OpenPage, desk: Desk) -> None:
    priya = open_page(PRIYA)
    priya.goto("/agent/settings/channels/new/phone/")
    priya.get_by_label("Name", exact=True).fill("Front desk")
    priya.get_by_label("Number", exact=True).fill("+46 31 555 0199")
    priya.get_by_role("button", name="Add channel").click()
    secret = priya.get_by_label("Secret", exact=True).inner_text()
    address = priya.get_by_label("Web address").inner_text()
    assert complaints(priya) == []

    def tell(event: str, **given: str) -> None:
        told = {"event": event, "callId": "front-1", "from": "+46701740605", "to": "+46315550199", **given}
        body = json.dumps(told).encode()
        at = int(time.time())
        mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Helpdesk-Signature": f"t={at},v1={mac}"}
        url = desk.url + urlsplit(address).path
        with urlopen(Request(url, body, headers)) as answer:
            assert answer.status == 200

    ana = open_page("ana@halden.example")
    ana.goto("/agent/")
    tell("newCall", name="Astrid Holm")
    pop = ana.get_by_label("Ringing: Astrid Holm")
    expect(pop).to_be_visible()
    expect(priya.get_by_label("Ringing: Astrid Holm")).to_be_visible()
    assert complaints(ana) == []
    tell("answer", agent="ana@halden.example")
    # Who talks keeps it in sight; with everybody else it is gone.
    expect(priya.get_by_label("Astrid Holm", exact=False)).to_have_count(0)
    pop = ana.get_by_label("Talking: Astrid Holm")
    pop.get_by_role("link", name="Open ticket").click()
    expect(ana.locator("#ticket_title")).to_contain_text("Call from Astrid Holm")
    tell("hangup", duration="30")
    expect(ana.get_by_label("Talking: Astrid Holm")).to_have_count(0)
    expect(ana.get_by_text("The call is over: completed, talked 30 s")).to_be_visible()
