"""Two agents merge, one takes it back; both see it without reloading, and the customers' mail finds its way."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply, said_by_customer


def test_two_browsers_see_a_merge_and_its_undo(
    open_page: OpenPage, customer: Callable[[str], Customer], watch: Watch
) -> None:
    watch.expected.add("status of 422")
    sara, bo = customer("Sara Holm"), customer("Bo Falk")
    ana, tomasz = open_page("ana@halden.example"), open_page("tomasz@halden.example")
    for page in (ana, tomasz):
        page.goto("/agent/views/all/")
    sara.send(sara.write("The boiler hums", "Sara hears it too."))
    bo.send(bo.write("A humming boiler", "Bo heard it first."))
    source = open_ticket(ana, "The boiler hums")
    target = open_ticket(tomasz, "A humming boiler")
    letter = sara.wait_for_letters(1)[0]

    # m opens the picker; both are shown before it happens.
    ana.keyboard.press("m")
    expect(ana.locator("#merge_search")).to_be_focused()
    ana.keyboard.type("humming")
    ana.locator("#merge_found .menu__item", has_text="A humming boiler").click()
    expect(ana.locator("#merge_body")).to_contain_text("This ticket ends")
    # Not that one after all: back to the search, and again.
    ana.locator("#merge_body button[hx-get]").click()
    ana.locator("#merge_search").fill("humming")
    ana.locator("#merge_found .menu__item", has_text="A humming boiler").click()
    expect(ana.locator("#merge_body")).to_contain_text("This ticket ends")
    expect(ana.locator("#merge_body")).to_contain_text("Bo Falk")
    ana.locator("#merge_now").click()

    # Ana is shown where it goes on; Tomasz' page draws itself anew, with her customer's words.
    expect(ana.locator("#merged_notice")).to_contain_text(f"#{target}")
    expect(said_by_customer(tomasz, "Sara hears it too.")).to_have_count(1)
    expect(tomasz.locator(".msg__head", has_text=f"from #{source}").first).to_be_visible()

    # Late mail goes to the target, and both get the answer.
    sara.send(sara.answer(letter, "Louder at night."))
    expect(said_by_customer(tomasz, "Louder at night.")).to_have_count(1)
    reply(tomasz, "We send somebody to both of you.")
    assert "somebody to both" in bo.wait_for_letters(2)[1].as_string()
    assert "somebody to both" in sara.wait_for_letters(2)[1].as_string()

    # Somebody else merges it at the same time: told, not done.
    late = open_page("priya@halden.example")
    late.goto(f"/agent/tickets/{source}/")
    expect(late.locator("#open_merge")).to_have_count(0)

    # Undo, from the timeline of the target, with what Sara wrote since.
    tomasz.locator(".event", has_text="merged").get_by_role("link", name="Undo").click()
    expect(tomasz.locator("fieldset")).to_contain_text("Louder at night.")
    tomasz.locator("#undo_merge").click()
    expect(tomasz.locator("#ticket_title")).to_have_text("The boiler hums")
    expect(said_by_customer(tomasz, "Louder at night.")).to_have_count(1)
    expect(ana.locator("#merged_notice")).to_have_count(0)
    tomasz.goto(f"/agent/tickets/{target}/")
    expect(said_by_customer(tomasz, "Sara hears it too.")).to_have_count(0)


def test_the_toast_takes_a_merge_back(open_page: OpenPage, customer: Callable[[str], Customer]) -> None:
    lise = customer("Lise Moe")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    for subject in ("First of two doors", "Second of two doors"):
        lise.send(lise.write(subject, "It does not close."))
    open_ticket(page, "First of two doors")
    page.keyboard.press("m")
    # Nothing typed: her other ticket is offered.
    page.locator("#merge_found .menu__item", has_text="Second of two doors").click()
    page.locator("#merge_now").click()
    expect(page.locator("#merged_notice")).to_be_visible()
    page.locator("#toasts [data-undo]").click()
    expect(page.locator("#merged_notice")).to_have_count(0)
    expect(page.locator("#prop_status")).to_contain_text("New")


def test_a_colleague_who_writes_meanwhile_is_told_and_keeps_their_words(
    open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    sara, bo = customer("Sara Lind"), customer("Bo Lund")
    ana, tomasz = open_page("ana@halden.example"), open_page("tomasz@halden.example")
    for page in (ana, tomasz):
        page.goto("/agent/views/all/")
    sara.send(sara.write("The tap drips", "Sara."))
    bo.send(bo.write("A dripping tap", "Bo."))
    open_ticket(tomasz, "A dripping tap")
    target = tomasz.url
    source = open_ticket(tomasz, "The tap drips")
    open_ticket(ana, "The tap drips")
    ana.keyboard.press("r")
    ana.keyboard.type("Turn it to the left, Sara")
    expect(ana.locator("#draft_state")).to_contain_text("saved")

    tomasz.keyboard.press("m")
    expect(tomasz.locator("#merge_search")).to_be_focused()
    tomasz.keyboard.type("dripping")
    tomasz.locator("#merge_found .menu__item", has_text="A dripping tap").click()
    tomasz.locator("#merge_now").click()
    expect(ana.locator("#toasts")).to_contain_text("What you wrote is kept as a draft.")
    expect(ana.locator("#composer_text")).to_have_count(0)

    # The draft is where it can be sent; a page of the target that was open all the time shows it after the undo too.
    there = open_page("ana@halden.example")
    there.goto(target)
    expect(there.locator("#composer_text")).to_have_value("Turn it to the left, Sara")
    tomasz.goto(f"/agent/tickets/{source}/")
    tomasz.locator("#merged_notice").get_by_role("link", name="Undo").click()
    tomasz.locator("#undo_merge").click()
    expect(ana.locator("#composer_text")).to_have_value("Turn it to the left, Sara")
    expect(there.locator("#composer_text")).to_have_value("Turn it to the left, Sara")
