"""Days typed into the report are the days it shows."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage


def test_a_typed_day_is_not_overruled_by_the_range_that_stood_there(open_page: OpenPage) -> None:
    page = open_page("ana@halden.example")
    page.goto("/agent/reports/")
    expect(page.locator("#range")).to_have_value("28d")
    page.locator("#from").fill("2026-01-05")
    page.locator("#to").fill("2026-01-09")
    expect(page.locator("#range")).to_have_value("custom")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#from")).to_have_value("2026-01-05")
    expect(page.get_by_role("banner").or_(page.locator(".page__head")).first).to_contain_text("9 Jan 2026")
