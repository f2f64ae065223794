"""A list of one's own, from nothing to a number that moves by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import row
from tests.journeys.looking import complaints

# A preview that was drawn gives no cause for another: five times the pause after which one would be asked for.
QUIET = """() => new Promise((done) => {
  document.body.addEventListener("htmx:beforeRequest", () => done(false), { once: true });
  setTimeout(() => done(true), 1000);
})"""


def test_a_view_is_made_shows_its_tickets_and_counts_live(
    open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    writer = customer("Signe Holm")
    writer.send(writer.write("Kettledrum one", "It hums."))
    writer.wait_for_letters(1)
    page = open_page("ana@halden.example")
    page.goto("/agent/views/mine/")
    page.get_by_role("link", name="New view").click()

    expect(page.locator("#preview_count")).to_be_visible()
    assert page.evaluate(QUIET) is True
    page.get_by_label("Name").fill("Kettledrums")
    page.get_by_role("button", name="Condition", exact=True).click()
    field = page.get_by_label("Field")
    expect(field).to_be_focused()
    field.select_option(label="Subject")
    # Until the condition is whole, nothing is counted; then at once.
    expect(page.locator("#preview")).to_contain_text("Fill in every condition")
    value = page.get_by_label("Subject: Words or phrases")
    value.fill("kettledrum")
    value.press("Tab")
    expect(page.locator("#preview_count")).to_have_text("1")
    expect(page.locator("#preview")).to_contain_text("Kettledrum one")
    page.get_by_role("button", name="Save view").click()

    expect(page.get_by_role("heading", name="Kettledrums")).to_be_visible()
    expect(row(page, "Kettledrum one")).to_have_count(1)
    line = page.locator(".nav__item", has_text="Kettledrums")
    expect(line.locator(".count")).to_have_text("1")

    # A mail comes in: the list and the number follow without anybody touching them.
    writer.send(writer.write("Kettledrum two", "It hums as well."))
    expect(row(page, "Kettledrum two")).to_have_count(1)
    expect(line.locator(".count")).to_have_text("2")

    # It is found by its name, and changed.
    page.keyboard.press("Control+k")
    page.keyboard.type(">kettle")
    expect(page.locator("#palette [role=option][aria-selected=true]")).to_contain_text("Kettledrums")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Change this view").click()
    page.get_by_label("Subject: Words or phrases").fill("kettledrum two")
    page.get_by_role("button", name="Save view").click()
    expect(line.locator(".count")).to_have_text("1")
    expect(page.locator("#ticket_list .trow")).to_have_count(1)

    page.get_by_role("link", name="Change this view").click()
    expect(page.locator("#preview_count")).to_have_text("1")
    assert complaints(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/agent/views/mine/"))
    expect(line).to_have_count(0)
