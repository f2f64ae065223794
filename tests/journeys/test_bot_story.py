"""Two browsers: a visitor is asked by the bot, an agent gets the chat with all that was said, and answers."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.running import Desk
from tests.journeys.shop_visitor import begin, open_chat, write

QUESTION = "Where has my parcel gone to?"


def test_the_bot_asks_hands_over_and_a_person_answers(desk: Desk, open_page: OpenPage) -> None:
    visitor = open_page()
    chat = open_chat(visitor, f"{desk.shop}/")
    begin(chat, QUESTION)
    chat.get_by_role("button", name="My order").click()
    expect(chat.get_by_text("What is your order number?")).to_be_visible()
    write(chat, "I lost it")
    expect(chat.get_by_text("An order number looks like")).to_be_visible()
    write(chat, "HC-48213")
    expect(chat.get_by_text("I pass HC-48213 on to our people for orders.")).to_be_visible()
    expect(chat.get_by_text("We hand you over to a person")).to_be_visible()

    ana = open_page("ana@halden.example")
    ana.goto("/agent/chats/")
    row = ana.locator("#chat_list .chatrow", has_text=QUESTION)
    row.get_by_role("button", name="Accept").click()
    # What the bot learnt is a note only colleagues read.
    expect(ana.locator("#messages")).to_contain_text("order: HC-48213")
    expect(chat.get_by_text("Ana joined")).to_be_visible()
    ana.locator("#composer_text").fill("It is with the courier, and comes tomorrow.")
    ana.locator("#composer_text").press("Enter")
    expect(chat.get_by_text("It is with the courier")).to_be_visible()
    expect(chat.get_by_text("Halden's helper handed this chat over")).to_have_count(0)


def test_a_question_the_bot_knows_needs_nobody(desk: Desk, open_page: OpenPage) -> None:
    visitor = open_page()
    chat = open_chat(visitor, f"{desk.shop}/")
    begin(chat, "How do I descale my machine?")
    expect(chat.get_by_text("30 g of citric acid")).to_be_visible()
    expect(chat.get_by_role("button", name="Talk to a person")).to_be_visible()
    chat.get_by_role("button", name="That helped, thank you").click()
    expect(chat.get_by_text("Glad to hear it.")).to_be_visible()
    expect(chat.get_by_text("This chat has ended", exact=True)).to_be_visible()


def test_a_flow_is_tried_by_keyboard_before_anybody_meets_it(desk: Desk, open_page: OpenPage) -> None:
    page = open_page("priya@halden.example")
    page.goto("/agent/settings/bots/")
    page.get_by_role("link", name="Shop chat").click()
    page.get_by_role("link", name="Try it").click()
    page.get_by_label("What the visitor writes").fill("Hello")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="My order").click()
    page.get_by_label("What the visitor writes").fill("48213")
    page.keyboard.press("Enter")
    log = page.get_by_role("log")
    expect(log).to_contain_text("I pass 48213 on to our people for orders.")
    expect(log).to_contain_text("A person gets the chat")
    expect(page.get_by_text("The bot is done.")).to_be_visible()
