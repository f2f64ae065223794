"""The passing states of list and composer, looked at in both themes and widths."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import DESKTOP
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, row
from tests.journeys.looking import complaints
from tests.journeys.running import Desk
from tests.journeys.test_macros import MAKE


@pytest.fixture
def ana(open_page: OpenPage) -> Page:
    page = open_page("ana@halden.example")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    return page


def test_selected_rows_and_a_job(ana: Page, customer: Callable[[str], Customer]) -> None:
    siw = customer("Siw Moe")
    ana.goto("/agent/views/all/")
    siw.send(siw.write("A lid that squeaks", "Every morning."))
    row(ana, "A lid that squeaks").focus()
    ana.keyboard.press("x")
    expect(ana.locator("#bulk_count")).to_have_text("1 selected")
    assert complaints(ana) == []
    ana.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    for name in ("assignment", "tags", "macro"):
        ana.locator(f'[popovertarget="bulk_menu_{name}"]').click()
        expect(ana.locator(f"#bulk_menu_{name} form")).to_be_visible()
        assert complaints(ana) == []
        ana.keyboard.press("Escape")
    ana.locator("#bulk_priority").click()
    ana.locator("#bulk_menu_priority").get_by_text("Low").click()
    expect(ana.locator(".bulkjob")).to_contain_text("1 changed")
    assert complaints(ana) == []
    for address in ("/agent/bulk/", ""):
        ana.goto(address) if address else ana.locator(".list__row a").first.click()
        expect(ana.locator("h1")).to_be_visible()
        assert complaints(ana) == []


def test_a_macro_and_what_came_meanwhile(
    ana: Page, desk: Desk, open_page: OpenPage, customer: Callable[[str], Customer], watch: object
) -> None:
    watch.expected.add("status of 409")  # type: ignore[attr-defined]
    desk.run(MAKE)
    siw = customer("Siw Moe")
    ana.goto("/agent/views/all/")
    siw.send(siw.write("The lid again", "\n\n".join(f"Squeak {n}." for n in range(60))))
    open_ticket(ana, "The lid again")
    ana.keyboard.press(";")
    expect(ana.locator("#macro_search")).to_be_focused()
    assert complaints(ana) == []
    ana.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    ana.locator("#macro_search").fill("spare")
    ana.keyboard.press("Enter")
    expect(ana.locator("#macro_preview")).to_be_visible()
    assert complaints(ana) == []
    ana.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})

    tomasz = open_page("tomasz@halden.example")
    tomasz.goto(ana.url)
    tomasz.locator("#open_note").click()
    tomasz.locator("#composer_text").press_sequentially("I know this one.")
    expect(tomasz.locator("#draft_state")).to_contain_text("Draft saved")
    ana.get_by_role("button", name="See draft").click()
    expect(ana.locator("#colleague_draft")).to_contain_text("I know this one.")
    assert complaints(ana) == []
    ana.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    ana.locator("#messages_scroll").hover()
    ana.mouse.wheel(0, -4000)
    tomasz.get_by_role("button", name="Add note").click()
    expect(ana.locator("#newer")).to_contain_text("1 new")
    ana.get_by_role("button", name="Send email", exact=True).click()
    expect(ana.locator("#meanwhile")).to_be_visible()
    assert complaints(ana) == []
