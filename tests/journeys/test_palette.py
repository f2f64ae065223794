"""Everything from one box, without a mouse."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer


def test_a_ticket_is_found_by_what_was_said_in_it_and_taken(
    open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    writer = customer("Orsolya Varga")
    writer.send(writer.write("Palette: a strange noise", "It sounds like a zymurgical theremin."))
    writer.wait_for_letters(1)
    page = open_page("ana@halden.example")
    page.goto("/agent/views/mine/")
    keys, box = page.keyboard, page.get_by_role("combobox", name="Search tickets")
    chosen = page.locator("#palette [role=option][aria-selected=true]")

    # A word of the message finds it; the first result is chosen, and said to be.
    keys.press("Control+k")
    expect(box).to_be_focused()
    keys.type("theremi")
    expect(chosen).to_contain_text("Palette: a strange noise")
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")

    # What one moved to stays chosen while results come in.
    keys.press("ArrowDown")
    expect(chosen).to_contain_text("All tickets with")
    keys.type("n")
    expect(page.get_by_role("option", name="All tickets with “theremin”")).to_be_visible()
    expect(chosen).to_contain_text("All tickets with")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(page.locator("#ticket_title")).to_have_text("Palette: a strange noise")

    # Commands of the open ticket, by their names.
    keys.press("Control+k")
    keys.type(">take")
    expect(chosen).to_contain_text("Take it")
    keys.press("Enter")
    expect(page.locator("#prop_assignment")).to_contain_text("Ana Ruiz")
    keys.press("Control+k")
    keys.type("note")
    keys.press("Enter")
    expect(page.get_by_label("Internal note", exact=True)).to_be_focused()

    # People lead to their tickets; Esc closes and gives the focus back.
    keys.press("Control+k")
    keys.press("Escape")
    expect(page.get_by_label("Internal note", exact=True)).to_be_focused()
    keys.press("Control+k")
    keys.type("@orsolya")
    keys.press("Enter")
    expect(page.locator("#ticket_list .trow")).to_have_count(1)
    expect(page.locator("#ticket_list .trow mark")).to_have_count(0)


def test_nothing_found_is_said(open_page: OpenPage) -> None:
    page = open_page("ana@halden.example")
    page.goto("/agent/views/mine/")
    page.keyboard.press("Control+k")
    page.keyboard.type("qxqxqx")
    expect(page.locator("#palette_none")).to_contain_text("Nothing was found for “qxqxqx”")
