"""A ticket that leaves the list by being taken stays there, greyed, while one reads it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, row

SUBJECT = "The drip tray is in the way"
OTHER = "The tamper is too wide"


def test_the_row_of_a_taken_ticket_goes_when_another_is_opened(
    open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    ida = customer("Ida Holm")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/unassigned/")
    ida.send(ida.write(OTHER, "By a millimetre."))
    ida.send(ida.write(SUBJECT, "It was not before."))
    open_ticket(page, SUBJECT)

    # After Esc the focus is at the tag menu's button, and the keys act on the ticket.
    page.keyboard.press("Shift+T")
    expect(page.locator("#new_tags")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#prop_tags")).to_be_focused()
    page.keyboard.press("t")

    expect(page.locator("#prop_assignment")).to_contain_text("Ana Ruiz")
    expect(row(page, SUBJECT)).to_have_class(re.compile("is-gone"))
    page.mouse.move(700, 300)
    open_ticket(page, OTHER)
    page.mouse.move(700, 300)
    page.locator("#ticket_title").focus()
    expect(row(page, SUBJECT)).to_have_count(0)
