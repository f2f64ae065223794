"""An agent finds the other ticket in the picker and links it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket


def test_the_link_picker_finds_another_customer_s_ticket(
    open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    siv, bo = customer("Siv Ek"), customer("Bo Ek")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    siv.send(siv.write("The gasket of Siv leaks", "A little."))
    bo.send(bo.write("The gasket of Bo leaks", "A lot."))
    open_ticket(page, "The gasket of Siv leaks")
    page.locator("#more_actions").click()
    page.get_by_role("button", name="Link to another ticket").click()
    page.locator("#link_search").fill("gasket of Bo")
    page.locator("#link_found .menu__item", has_text="The gasket of Bo leaks").click()
    expect(page.locator("#context")).to_contain_text("The gasket of Bo leaks")
