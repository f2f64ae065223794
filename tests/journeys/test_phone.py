"""The desk and the help centre on a phone, 390 pixels wide."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.browsing import PHONE
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply, row, said_by_customer
from tests.journeys.looking import fits


def test_an_agent_answers_from_a_phone(open_page: OpenPage, customer: Callable[[str], Customer]) -> None:
    runa = customer("Runa Lind")
    page = open_page("ana@halden.example", size=PHONE, has_touch=True, is_mobile=True)
    page.goto("/agent/views/all/")
    runa.send(runa.write("Asked while you were on the tram", "Which filter fits?"))
    open_ticket(page, "Asked while you were on the tram")
    # One pane at a time.
    expect(row(page, "Asked while you were on the tram")).to_be_hidden()
    assert fits(page)
    reply(page, "The 40 mm one.")
    letter = runa.wait_for_letters(2)[1]
    runa.send(runa.answer(letter, "Ordered!"))
    expect(said_by_customer(page, "Ordered!")).to_be_visible()
    page.get_by_role("link", name="Back to list").click()
    expect(row(page, "Asked while you were on the tram")).to_be_visible()
    assert fits(page)
    # What has no room in the bar is behind one button: the palette too.
    page.get_by_role("button", name="More").click()
    page.locator("#rail_more_menu").get_by_role("button", name="Search and commands").click()
    expect(page.locator("#palette_input")).to_be_focused()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More").click()
    page.locator("#rail_more_menu").get_by_role("link", name="Reports").click()
    expect(page.get_by_label("Team", exact=True)).to_be_hidden()
    page.get_by_role("button", name="What it is about").click()
    page.get_by_label("Team", exact=True).select_option(index=1)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("button", name="What it is about: not everything")).to_be_visible()
    assert fits(page)
