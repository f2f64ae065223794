"""What an agent does with the pointer, in the words of the page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def row(page: Page, subject: str) -> Locator:
    """Return the line of a ticket in the list."""
    return page.locator("#ticket_list .trow", has_text=subject)


def open_ticket(page: Page, subject: str) -> int:
    """Open a ticket from the list, once it is there, and return its number."""
    expect(row(page, subject)).to_have_count(1)
    row(page, subject).click()
    expect(page.locator("#ticket_title")).to_have_text(subject)
    return int(page.locator("#conversation").get_attribute("data-number") or 0)


def reply(page: Page, text: str) -> None:
    """Answer the customer of the open ticket."""
    page.locator("#open_reply").click()
    page.get_by_label("Message to the customer").fill(text)
    page.get_by_role("button", name="Send email", exact=True).click()
    expect(page.locator(".msg--agent .msg__text", has_text=text)).to_have_count(1)


def add_note(page: Page, text: str) -> None:
    """Write to the colleagues in the open ticket."""
    page.locator("#open_note").click()
    page.get_by_label("Internal note", exact=True).fill(text)
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".msg--note .msg__text", has_text=text)).to_have_count(1)


def said_by_customer(page: Page, text: str) -> Locator:
    """Return the customer's message in the open ticket that says this."""
    return page.locator(".msg--customer .msg__text", has_text=text)
