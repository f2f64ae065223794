"""What a visitor of the demo shop does with the chat on its pages."""

from __future__ import annotations

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect


def launcher(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^(Open|Close) chat"))


def open_chat(page: Page, address: str) -> FrameLocator:
    """Go to a page of the shop and have the chat open on it, as it may be from the page before."""
    page.goto(address)
    launcher(page).wait_for()
    if page.get_by_role("button", name=re.compile("^Open chat")).is_visible():
        launcher(page).click()
    return page.frame_locator("iframe[title=Chat]")


def begin(chat: FrameLocator, question: str, *, email: str = "") -> None:
    """Start a conversation with a first message."""
    chat.get_by_role("button", name="Chat with us").click()
    if email:
        chat.get_by_label("Email, if we get cut off").fill(email)
    chat.get_by_label("What is it about?").fill(question)
    chat.get_by_role("button", name="Start chat").click()
    expect(chat.get_by_role("log").get_by_text(question)).to_be_visible()


def line(chat: FrameLocator) -> Locator:
    """Return the line one writes on."""
    return chat.get_by_role("textbox", name="Message", exact=True)


def write(chat: FrameLocator, text: str) -> None:
    line(chat).fill(text)
    line(chat).press("Enter")
