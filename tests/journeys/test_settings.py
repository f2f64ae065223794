"""An administrator sets the desk up without a mouse."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket
from tests.journeys.looking import complaints

PRIYA = "priya@halden.example"


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(e => (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || '').trim())"
            "(document.activeElement)"
        )
        if said == name:
            return
    raise AssertionError(f"No Tab leads to “{name}”.")


def test_settings_are_found_by_a_word(open_page: OpenPage) -> None:
    page = open_page(PRIYA)
    page.goto("/agent/")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_label("Search the settings")).to_be_focused()
    page.keyboard.type("holi")
    entries = page.locator("#settings_found [data-found]:visible")
    expect(entries).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Calendars")).to_be_visible()


def test_a_team_an_agent_and_a_status_are_made_with_keys(open_page: OpenPage) -> None:
    page = open_page(PRIYA)
    keys = page.keyboard
    page.goto("/agent/settings/teams/new/")
    tab_to(page, "Name")
    keys.type("Water and pipes")
    tab_to(page, "Ana Ruiz")
    keys.press("Space")
    keys.press("Enter")
    expect(page.locator(".list__row", has_text="Water and pipes")).to_contain_text("1 member")
    page.goto("/agent/settings/agents/new/")
    tab_to(page, "Name")
    keys.type("Olof Berg")
    keys.press("Tab")
    keys.type("olof.berg@halden.example")
    tab_to(page, "Water and pipes")
    keys.press("Space")
    keys.press("Enter")
    expect(page.locator(".list__row", has_text="Olof Berg")).to_contain_text("Water and pipes")
    page.goto("/agent/settings/statuses/new/")
    tab_to(page, "Name for agents")
    keys.type("Waiting on the plumber")
    keys.press("Tab")
    keys.type("The plumber is on the way")
    keys.press("Enter")
    row = page.locator("[data-row]", has_text="Waiting on the plumber")
    expect(row).to_be_visible()
    # Alt ↑ moves it one place up, and the focus stays with it.
    before = page.locator("[data-row] b").all_inner_texts()
    row.get_by_role("link").focus()
    keys.press("Alt+ArrowUp")
    expect(page.locator("[data-row] b").nth(len(before) - 2)).to_have_text("Waiting on the plumber")
    expect(page.locator("[data-row]:focus-within b")).to_have_text("Waiting on the plumber")


def test_a_rule_is_built_rehearsed_and_works(open_page: OpenPage, customer: Callable[[str], Customer]) -> None:
    ida = customer("Ida Strand")
    ida.send(ida.write("A burst pipe in the cellar", "Water everywhere."))
    ida.wait_for_letters(1)
    page = open_page(PRIYA)
    keys = page.keyboard
    page.goto("/agent/settings/rules/new/trigger/")
    tab_to(page, "Name")
    keys.type("Burst pipes")
    tab_to(page, "A ticket is opened")
    keys.press("Space")
    tab_to(page, "Condition")
    keys.press("Enter")
    field = page.get_by_label("Field", exact=True)
    expect(field).to_be_focused()
    keys.type("Subj")
    value = page.get_by_role("textbox", name="Subject: ")
    expect(value).to_be_visible()
    expect(field).to_be_focused()
    keys.press("Tab")
    keys.press("Tab")
    expect(value).to_be_focused()
    keys.type("burst pipe, flood")
    tab_to(page, "Priority")
    keys.type("Urg")
    page.locator("#rehearse").focus()
    keys.press("Enter")
    told = page.locator("#rehearsal")
    expect(told).to_contain_text("Nothing was saved.")
    expect(told).to_contain_text("A burst pipe in the cellar")
    expect(told).to_contain_text("Priority: Normal → Urgent")
    assert complaints(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="Save rule").focus()
    keys.press("Enter")
    expect(page.locator("[data-row]", has_text="Burst pipes")).to_contain_text("A ticket is opened → Set priority")
    ida.send(ida.write("The flood is back", "Up to the knees."))
    ida.wait_for_letters(2)
    page.goto("/agent/views/all/?q=The+flood+is+back")
    open_ticket(page, "The flood is back")
    expect(page.locator("#prop_priority")).to_contain_text("Urgent")
    page.goto("/agent/settings/rules/")
    for key, state in (("Space", "false"), ("Enter", "true")):
        page.get_by_role("switch", name="Burst pipes").focus()
        keys.press(key)
        expect(page.get_by_role("switch", name="Burst pipes")).to_have_attribute("aria-checked", state)
    page.get_by_role("link", name="Burst pipes").click()
    expect(page.locator("aside .list__row")).to_contain_text("1 action")
    page.get_by_role("button", name="Delete this rule").click()
    expect(page.locator("[data-row]", has_text="Burst pipes")).to_have_count(0)


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(open_page: OpenPage, watch: Watch) -> None:
    watch.expected.add("status of 409")
    first, second = open_page(PRIYA), open_page(PRIYA)
    first.goto("/agent/settings/tags/new/")
    first.get_by_label("Name", exact=True).fill("Two editors")
    first.get_by_role("button", name="Make the tag").click()
    for page in (first, second):
        page.goto("/agent/settings/tags/?q=editors")
        page.get_by_role("link", name="editors").click()
    first.get_by_label("Name", exact=True).fill("The first editor")
    first.get_by_role("button", name="Rename").click()
    expect(first.get_by_role("link", name="The first editor")).to_be_visible()
    second.get_by_label("Name", exact=True).fill("The second editor")
    second.get_by_role("button", name="Rename").click()
    expect(second.get_by_role("alert")).to_contain_text("Priya Nair changed this while you were editing")
    expect(second.get_by_role("alert")).to_contain_text("Two editors → The first editor")
    expect(second.get_by_label("Name", exact=True)).to_have_value("The second editor")
    second.get_by_role("button", name="Rename").click()
    expect(second.get_by_role("link", name="The second editor")).to_be_visible()
