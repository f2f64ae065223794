"""Two browsers: a visitor of a foreign shop, a bot, an agent; the visitor leaves, mail carries it on, and back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.journeys.browsing import DESKTOP, Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.looking import complaints
from tests.journeys.running import Desk, eventually
from tests.journeys.shop_visitor import open_chat

QUESTION = "My Pro 2 hums and gives no water"
WISH = "I would like to talk to a person, please"


@pytest.fixture
def hasty(desk: Desk) -> None:
    """Wait no minute in a test: visitors are gone after a quarter of one."""
    desk.run("from channels_inbox.models import Widget; Widget.objects.update(gone_after=15)")


def said_in(chat: FrameLocator, words: list[str]) -> list[str]:
    """Return those words the visitor reads in the log, in its order, each as often as it stands there."""
    log = chat.get_by_role("log").inner_text()
    found = [(start, text) for text in words for start in range(len(log)) if log.startswith(text, start)]
    return [text for _, text in sorted(found)]


def write(chat: FrameLocator, text: str) -> None:
    chat.get_by_label("Message", exact=True).fill(text)
    chat.get_by_label("Message", exact=True).press("Enter")


def is_seen_writing(visitor: Page, chat: FrameLocator, agent: Page) -> bool:
    """Type a little more, and tell whether the agent sees it: a browser says it every few seconds at most."""
    chat.get_by_label("Message", exact=True).press_sequentially(".")
    visitor.wait_for_timeout(300)
    return agent.locator("#chat_typing").is_visible()


def answer(agent: Page, text: str) -> None:
    agent.locator("#composer_text").fill(text)
    agent.locator("#composer_text").press("Enter")


def test_a_chat_goes_from_the_bot_to_an_agent_by_mail_and_back_in_one_ticket(
    desk: Desk, hasty: None, watch: Watch, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    # Who leaves a page may cut a socket that is just opening.
    watch.expected.add("closed before the connection is established")
    klara = customer("Klara Nyberg")
    ana = open_page("ana@halden.example")
    ana.goto("/agent/chats/")
    ana.evaluate("window.neverReloaded = true")

    visitor = open_page()
    chat = open_chat(visitor, f"{desk.shop}/pro-2/")
    chat.locator("[data-part=start]").click()
    chat.get_by_label("Your name").fill(klara.name)
    chat.get_by_label("Email, if we get cut off").fill(klara.email)
    chat.get_by_label("What is it about?").fill(QUESTION)
    chat.locator("[data-part=send]").click()

    # A bot answers first; whoever asks for a person is handed to the team.
    row = ana.locator("#chat_list .chatrow", has_text=QUESTION)
    expect(row).to_have_count(1)
    expect(chat.get_by_text("I am a machine")).to_be_visible(timeout=30_000)
    expect(row.get_by_role("button", name="Accept")).to_have_count(0)
    write(chat, WISH)

    # It waits at the desk without anybody reloading, and is accepted.
    expect(row.get_by_role("button", name="Accept")).to_be_visible(timeout=30_000)
    expect(chat.get_by_text("in line")).to_be_visible()
    expect(chat.get_by_role("button", name="Answer me by email instead")).to_be_visible()
    expect(ana.locator("#rail_chats_count")).to_contain_text("waiting")
    assert ana.evaluate("window.neverReloaded") is True
    row.get_by_role("button", name="Accept").click()
    expect(ana.locator("#chatbar")).to_contain_text("Here now")
    expect(ana.locator("#chatbar")).to_contain_text("/pro-2/")

    # They talk: Enter sends, each sees the other at once, and both see that the other writes.
    expect(chat.get_by_label("Message", exact=True)).to_be_visible()
    ana.locator("#composer_text").press_sequentially("Is the tank")
    expect(chat.get_by_text("Ana is typing").or_(chat.get_by_text("Ana is writing"))).to_be_visible()
    answer(ana, "Is the tank seated?")
    expect(chat.get_by_text("Is the tank seated?")).to_be_visible()
    expect(ana.locator("#composer_text")).to_be_focused()
    eventually(lambda: is_seen_writing(visitor, chat, ana), what="the visitor's writing at the desk")
    write(chat, "I will look. Write to me if I am gone.")
    expect(ana.locator("#messages")).to_contain_text("I will look.")

    # They leave the page; what they have not seen goes out by mail, once.
    visitor.goto("about:blank")
    answer(ana, "Then turn the lever to the left.")
    [letter] = klara.wait_for_letters(1, seconds=60)
    body = letter.get_body(preferencelist=("plain",))
    assert body is not None
    assert body.get_content().startswith("Then turn the lever to the left.")

    # The mail answer returns to the same ticket.
    klara.send(klara.answer(letter, "It runs again, thank you!"))
    expect(ana.locator("#messages")).to_contain_text("It runs again, thank you!")

    # Back on the page everything is there, in order, once.
    chat = open_chat(visitor, f"{desk.shop}/pro-2/")
    said = [
        QUESTION,
        WISH,
        "Is the tank seated?",
        "I will look. Write to me if I am gone.",
        "Then turn the lever to the left.",
        "It runs again, thank you!",
    ]
    eventually(lambda: said_in(chat, said) == said, what="the whole talk in order")
    write(chat, "And I am back.")
    expect(ana.locator("#messages")).to_contain_text("And I am back.")
    assert desk.value("SELECT count(*) FROM tickets_ticket WHERE subject = %s", QUESTION) == 1

    # Every page of it can be used by everybody.
    assert complaints(ana) == []
    ana.locator("#chat_transfer").click()
    expect(ana.get_by_label("Give it to")).to_be_visible()
    assert complaints(ana) == []
    ana.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    ana.go_back()

    # The end, seen at once on both sides.
    ana.locator("#chat_end").click()
    expect(ana.locator("#chatbar")).to_contain_text("The chat has ended.")
    expect(chat.get_by_text("How did we do?")).to_be_visible()
    klara.wait_for_letters(1)
