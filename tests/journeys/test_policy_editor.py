"""A policy is written, looked at and tried before it is saved; its calendar is chosen by names."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.looking import complaints

PRIYA = "priya@halden.example"


def test_a_policy_says_what_it_means_before_it_is_saved(open_page: OpenPage, watch: Watch) -> None:
    watch.expected.add("status of 422")
    page = open_page(PRIYA)
    page.goto("/agent/settings/policies/")
    page.get_by_role("link", name="New policy").click()
    preview, trial = page.locator("#policy_preview"), page.locator("#trial")
    expect(preview).to_have_text("Enter a time above to see what it means.")

    # What is typed is counted at once, by the calendar's hours: no Sunday, nor before seven.
    page.get_by_label("Normal: first reply").fill("2 h")
    arrives = page.get_by_label("A ticket that arrives")
    arrives.fill("2026-11-22T10:00")
    expect(preview.get_by_role("cell").first).to_have_text("Mon 23 Nov, 9:00")
    expect(preview).to_contain_text("is closed then and opens Mon 23 Nov, 7:00")
    page.get_by_label("Normal: counted in").select_option("calendar")
    expect(preview.get_by_role("cell").first).to_have_text("Sun 22 Nov, 12:00")
    page.get_by_label("Normal: first reply").fill("2 days")
    expect(preview.get_by_role("cell").first).to_have_text("Tue 24 Nov, 10:00")

    # Tried before it has a name, it says what is missing; whole, what it would have given.
    page.locator("#try").click()
    expect(trial).to_contain_text("Name: Please fill this in")
    page.get_by_label("Name", exact=True).fill("Everybody within two days")
    page.locator("#try").click()
    # Halden's own policy stands before it.
    expect(trial).to_contain_text("but an earlier policy takes them")

    page.goto("/agent/settings/policies/")
    page.get_by_role("link", name="All customers").click()
    assert complaints(page) == []
    page.set_viewport_size({"width": 1200, "height": 900})
    mode = page.get_by_label("Normal: counted in")
    assert mode.evaluate("box => box.scrollWidth <= box.clientWidth")
    page.locator("#try").click()
    expect(trial).to_contain_text("promises would have been missed. In fact,")
    expect(trial.get_by_role("rowheader", name="First reply")).to_be_visible()
    expect(page.get_by_text("Looking at last month’s tickets")).to_be_hidden()
    assert complaints(page) == []


def test_the_month_of_a_calendar_follows_its_country(open_page: OpenPage) -> None:
    page = open_page(PRIYA)
    page.goto("/agent/settings/calendars/")
    page.get_by_role("link", name="New calendar").click()
    month = page.locator("#calendar_month")
    expect(month).to_contain_text("Enter opening hours above")
    _fill(page, "Time zone", "Europe/Berlin")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        page.get_by_label(day).fill("09:00–17:00")
    _fill(page, "Public holidays of", "Germany")
    _fill(page, "Region", "Bayern")
    while "January" not in (month.get_by_role("heading").text_content() or ""):
        before = month.get_by_role("heading").inner_text()
        page.get_by_label("Next month").click()
        expect(month.get_by_role("heading")).not_to_have_text(before)
    expect(month).to_contain_text("Epiphany")
    _fill(page, "Region", "Berlin")
    expect(month).not_to_contain_text("Epiphany")
    expect(month).to_contain_text("New Year's Day")
    assert complaints(page) == []


def _fill(page: Page, label: str, choice: str) -> None:
    page.get_by_label(label).select_option(label=choice)
