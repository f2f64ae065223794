"""Many tickets at once: selected by key, changed by a worker, watched while it goes on."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import row
from tests.journeys.running import Desk

ABOUT = "Recalled kettle"


def test_selected_tickets_are_changed_by_a_worker_that_may_die(
    calm_desk: Desk, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    gro = customer("Gro Vik")
    ana, tomasz = open_page("ana@halden.example"), open_page("tomasz@halden.example")
    for page in (ana, tomasz):
        page.goto("/agent/views/open/")
    for number in range(4):
        gro.send(gro.write(f"{ABOUT} {number}", "It is on the list."))
        expect(row(ana, f"{ABOUT} {number}")).to_be_visible()

    # The newest three by key: x, down, down, Shift x.
    ana.mouse.move(900, 400)
    row(ana, f"{ABOUT} 3").focus()
    ana.keyboard.press("x")
    expect(ana.locator("#bulk_count")).to_have_text("1 selected")
    expect(ana.locator(".listsearch")).to_be_hidden()
    ana.keyboard.press("j")
    ana.keyboard.press("j")
    ana.keyboard.press("Shift+X")
    expect(ana.locator("#bulk_count")).to_have_text("3 selected")
    expect(row(ana, f"{ABOUT} 2")).to_have_class(re.compile("is-selected"))
    ana.keyboard.press("p")
    ana.locator("#bulk_menu_priority").get_by_text("Urgent").click()
    expect(ana.locator(".bulkjob")).to_contain_text("3 changed")
    ana.locator(".bulkjob").get_by_text("Ticket by ticket").click()
    expect(ana.locator(".bulkjob__item")).to_have_count(3)
    expect(ana.locator(".bulkjob__item").first).to_contain_text("Changed")
    # They stay selected for a second change, until one lets them go.
    expect(ana.locator("#bulk_count")).to_have_text("3 selected")
    ana.get_by_role("button", name="Clear the selection").click()
    expect(ana.locator("#bulkbar")).to_be_hidden()
    for number in (1, 2, 3):
        expect(row(tomasz, f"{ABOUT} {number}")).to_contain_text("Urgent")
    expect(row(tomasz, f"{ABOUT} 0")).not_to_contain_text("Urgent")
    ana.locator(".bulkjob").get_by_role("button", name="Close").click()

    # All that a search finds, by pointer; the worker dies meanwhile.
    ana.locator("#list_search").fill(ABOUT)
    expect(ana.locator("#ticket_list .trow")).to_have_count(4)
    ana.get_by_role("button", name="Select tickets").click()
    row(ana, f"{ABOUT} 0").click()
    expect(ana.locator("#bulk_count")).to_have_text("1 selected")
    ana.locator("#bulk_everything").click()
    expect(ana.locator("#bulk_count")).to_have_text("4 selected")
    calm_desk.kill("worker")
    ana.locator("#bulk_tags_open").click()
    ana.locator("#bulk_tags").fill("recall")
    ana.get_by_role("button", name="Add to all").click()
    expect(ana.locator(".bulkjob")).to_contain_text("4 changed", timeout=40_000)
    tagged = "SELECT count(*) FROM tickets_event e JOIN tickets_ticket t ON t.id = e.ticket_id WHERE action = 'tagged' AND subject LIKE %s"
    assert calm_desk.value(tagged, f"{ABOUT}%") == 4
    expect(row(tomasz, f"{ABOUT} 0")).to_contain_text("recall")
