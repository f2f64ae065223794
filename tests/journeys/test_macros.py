"""A macro from the composer, by keyboard: found, seen, reworded, sent with what it changes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket
from tests.journeys.running import Desk

MAKE = """
from accounts.models import User
from tickets.models import Macro
by = User.objects.get(email="priya@halden.example")
Macro.objects.get_or_create(name="Spare part leaves tonight", owner=by, actions=[
    {"action": "reply", "params": {"text": "Hi {{ customer.first_name }}, the part leaves tonight."}},
    {"action": "set_priority", "params": {"priority": 3}},
    {"action": "add_tags", "params": {"tags": ["parts"]}},
])
Macro.objects.get_or_create(name="Spelling of our street", owner=by, actions=[
    {"action": "reply", "params": {"text": "Skeppsbron 4, Gothenburg"}},
])
"""


def test_a_macro_is_reworded_and_sent_with_its_changes(
    desk: Desk, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    desk.run(MAKE)
    tuva = customer("Tuva Lie")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    tuva.send(tuva.write("The seal is worn", "Where do I get one?"))
    open_ticket(page, "The seal is worn")

    page.keyboard.press(";")
    expect(page.locator("#macro_search")).to_be_focused()
    page.keyboard.type("spare")
    expect(page.locator("#macro_list .menu__item:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#composer_text")).to_have_value("Hi Tuva, the part leaves tonight.")
    expect(page.locator("#composer_text")).to_be_focused()
    expect(page.locator("#macro_preview li")).to_have_text(["Priority: Normal → High", "Add tags: parts"])
    expect(page.locator("#prop_priority")).to_contain_text("Normal")

    # A snippet goes where the cursor stands.
    page.keyboard.type(" From: .")
    page.keyboard.press("ArrowLeft")
    page.locator("#macros").click()
    page.locator("#macro_search").fill("street")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    words = "Hi Tuva, the part leaves tonight. From: Skeppsbron 4, Gothenburg."
    expect(page.locator("#composer_text")).to_have_value(words)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg--agent .msg__text")).to_have_text(words)
    expect(page.locator("#prop_tags")).to_contain_text("parts")
    assert words in tuva.wait_for_letters(2)[1].as_string()
