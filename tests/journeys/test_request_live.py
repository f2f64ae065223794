"""The customer's own page shows an answer as it is sent, and leaves alone what the customer was typing."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import add_note, open_ticket, reply
from tests.journeys.running import Desk

SUBJECT = "The steam valve whistles"


def test_an_answer_appears_under_what_the_customer_types(
    desk: Desk, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    maya = customer("Maya")
    mail = maya.write(SUBJECT, "Since this morning.")
    mail.replace_header("From", "Maya Lindqvist <maya@cafenorr.example>")
    agent = open_page("ana@halden.example")
    agent.goto("/agent/views/all/")
    maya.send(mail)
    number = open_ticket(agent, SUBJECT)

    page = open_page("maya@cafenorr.example")
    with page.expect_websocket() as opening:
        page.goto(f"/requests/{number}/")
    opening.value.wait_for_event("framereceived")
    text = page.locator("#reply textarea")
    text.fill("It also ")
    text.press("End")
    add_note(agent, "She is a regular.")
    reply(agent, "Turn it by hand once. Does it stop?")

    expect(page.get_by_text("Turn it by hand once.")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text(re.compile("New answer from Halden"))
    expect(text).to_be_focused()
    page.keyboard.type("drips.")
    expect(text).to_have_value("It also drips.")
    expect(page.get_by_text("She is a regular.")).to_have_count(0)
